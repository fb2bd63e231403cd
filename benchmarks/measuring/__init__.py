"""What every benchmark measures with: processes, databases, servers, answers and tables.

Measured servers import from here too, so this module and the peers' settings pull in nothing heavy.
"""

from config.environment import VAR_DIR

HOME = VAR_DIR / "benchmarks"
