"""What the dearest pictures we take in cost a worker, measured in a process of its own."""

import subprocess
import sys

import pytest
from PIL import Image

MEASURE = """
import re, sys, time
from io import BytesIO
from django.conf import settings
settings.configure(USE_I18N=False)
from media.inspection import inspect_upload
data = BytesIO(open(sys.argv[1], "rb").read())
# Not getrusage: its peak is inherited from the process that started this one.
peak = lambda: int(re.search("VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
before, start = peak(), time.process_time()
inspect_upload(data)
print(peak() - before, time.process_time() - start)
"""


@pytest.mark.parametrize(
    ("name", "mode", "size"),
    [
        ("clear.png", "RGBA", (5000, 5000)),
        ("palette.png", "P", (5000, 5000)),
        ("deep.png", "I;16", (5000, 5000)),
        ("photo.jpg", "RGB", (5000, 5000)),
        ("photo.webp", "RGB", (4000, 3000)),
    ],
)
def test_largest_pictures_stay_under_200_mb_and_3_seconds(tmp_path, name, mode, size):
    Image.new(mode, size, 77).save(tmp_path / name, **({} if name.endswith("jpg") else {"method": 0}))

    done = subprocess.run(
        [sys.executable, "-c", MEASURE, tmp_path / name], capture_output=True, text=True, check=True
    )

    megabytes, seconds = map(float, done.stdout.split())
    assert (megabytes < 200, seconds < 3) == (True, True)
