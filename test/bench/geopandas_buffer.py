"""Times GeoPandas' buffer in memory: `geopandas_buffer.py FILE ROUNDS` prints {"seconds": [...], "area": ...}."""
import json
import sys
import time

import geopandas

frame = geopandas.read_file(sys.argv[1]).set_crs(3857, allow_override=True)
seconds = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    result = frame.buffer(25, resolution=8)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": seconds, "area": float(result.area.sum())}))
