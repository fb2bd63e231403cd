"""The statements as plain data: integers of rupiah under names that never change."""

from __future__ import annotations

from typing import Any

from bumdes.statements.calculations import CashFlow
from bumdes.statements.layout import CASH_FLOW
from bumdes.statements.notes import Notes
from bumdes.statements.queries import Pack


def as_data(pack: Pack) -> dict[str, Any]:
    """What `manage.py statements --format json` prints."""
    now = pack.statements.now
    return {
        "laba_rugi": now.income,
        "posisi_keuangan": now.position,
        "perubahan_ekuitas": now.equity,
        "arus_kas": _cash_flow(now.cash_flow),
        "calk": _notes(pack),
    }


def _cash_flow(flow: CashFlow) -> dict[str, Any]:
    activities = {
        activity.name: {
            "masuk": {line.name: flow.lines[line.name] for line in activity.cash_in},
            "keluar": {line.name: flow.lines[line.name] for line in activity.cash_out},
            "bersih": flow.net[activity.name],
        }
        for activity in CASH_FLOW
    }
    return {
        **activities,
        "kenaikan": flow.increase,
        "saldo_awal": flow.opening,
        "saldo_akhir": flow.closing,
    }


def _notes(pack: Pack) -> dict[str, Any]:
    head, notes, span = pack.letterhead, pack.notes, pack.span
    return {
        "umum": {
            "nama": head.name,
            "kode": head.code,
            "desa": head.village,
            "kecamatan": head.district,
            "alamat": head.address,
            "didirikan": head.founded_on.isoformat() if head.founded_on else None,
            "akta": head.deed,
            "nomor_badan_hukum": head.legal_number,
            "direktur": head.director,
            "bendahara": head.treasurer,
            "penasihat": head.adviser,
            "pengawas": head.supervisor,
            "unit": pack.unit.code if pack.unit else None,
            "dari": span.since.isoformat(),
            "sampai": span.until.isoformat(),
        },
        "kebijakan": {
            "basis": head.basis,
            "uraian": [{"judul": title, "teks": text} for title, text in notes.policies],
        },
        "rincian": _details(notes),
        "bagi_hasil": {
            share.name: {
                "akun": share.code,
                "awal": share.before,
                "ditetapkan": share.added,
                "dibayar": share.paid,
                "akhir": share.after,
            }
            for share in notes.shares
        },
        "pinjaman": {
            "pokok": notes.loans.principal,
            "jasa": notes.loans.interest,
            "penyisihan": notes.loans.allowance,
            "bersih": notes.loans.net,
            "disalurkan": notes.loans.disbursed,
            "angsuran": notes.loans.repaid,
        },
        "informasi_lain": {
            "hasil_unit": {
                unit.code: {"pendapatan": unit.revenue, "laba": unit.result, "laba_lalu": unit.prior_result}
                for unit in notes.units
            },
            "selisih_antarunit": notes.inter_unit_difference,
            "catatan": head.other_information,
        },
    }


def _details(notes: Notes) -> dict[str, Any]:
    return {
        line.name: {
            "jumlah": line.amount,
            "lalu": line.prior,
            "akun": [
                {"kode": each.code, "nama": each.name, "jumlah": each.amount, "lalu": each.prior}
                for each in line.accounts
            ],
        }
        for line in notes.lines
    }
