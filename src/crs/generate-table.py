"""Writes crs-table.ts from PROJ's database. Run it where pyproj is installed: python3 generate-table.py

One row a CRS, fields separated by "|":
  code | name | frame | shift | unit | axis | bounds | projection
- code: EPSG's number; other authorities with their prefix.
- frame: row of the frames table (ellipsoid and prime meridian); two CRSs of one frame never shift between each other.
- shift: row of the shifts table: to WGS 84 as PROJ does it without grids in most of the CRS's area of use,
  a Helmert in position-vector convention (metres, arc-seconds, ppm); empty where the two are one, "unknown" where
  PROJ knows nothing and takes coordinates over unchanged.
- unit: row of the units table; axis: empty for x east, y north (as PROJ "always_xy"), else such as "wsu".
- bounds: area of use, degrees, west|south|east|north joined by commas.
- projection: proj string without ellipsoid, datum, units, and zero parameters.
"""

import collections
import math
import pathlib
import re
import warnings

from pyproj import CRS, Transformer, proj_version_str
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.transformer import TransformerGroup

warnings.filterwarnings("ignore")

# What proj4js computes as PROJ does; the rest is left out, so that it is refused instead of wrong.
PROJECTIONS = set(
    "longlat webmerc utm tmerc merc lcc omerc somerc sterea stere krovak cass laea aea nzmg poly eqc eqearth aeqd eqdc bonne"
    " cea moll robin mill sinu".split()
)
EXTRA = [("ESRI", code) for code in "54009 54030 54032 54034 102001 102003 102004 102005 102008 102009 102010 102013"
         " 102014 102022 102025 102028 102033".split()]
# Parameters of the frame, the shift and the unit, which have columns of their own.
ELSEWHERE = {"ellps", "a", "b", "rf", "R", "datum", "towgs84", "nadgrids", "units", "to_meter", "vunits", "pm", "axis",
             "no_defs", "type", "wktext", "over", "f"}
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
ARC_SECOND = math.pi / 180 / 3600
IDENTITY = ((0.0, 0.0, 0.0), ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)))


class Table:
    """Distinct values in the order of first use."""

    def __init__(self):
        self.rows = {}

    def add(self, value):
        return str(self.rows.setdefault(value, len(self.rows)))


def number(value):
    return f"{value:.12g}"


def parameters_of(text):
    return dict((part.lstrip("+") + "=").split("=")[:2] for part in text.split())


def projection_of(crs):
    """(proj name, text) of the projection alone."""
    if crs.coordinate_operation and crs.coordinate_operation.method_name == "Popular Visualisation Pseudo Mercator":
        return "webmerc", "+proj=webmerc"
    parameters = parameters_of(crs.to_proj4())
    kept = []
    for key, value in parameters.items():
        if key in ELSEWHERE or (key in ("lat_0", "lon_0", "x_0", "y_0") and float(value) == 0):
            continue
        if key in ("k", "k_0") and float(value) == 1:
            continue
        kept.append(f"+{key}={value}" if value else f"+{key}")
    return parameters["proj"], " ".join(kept)


def times(a, b):
    return tuple(tuple(sum(a[i][k] * b[k][j] for k in range(3)) for j in range(3)) for i in range(3))


def apply(matrix, vector):
    return tuple(sum(matrix[i][k] * vector[k] for k in range(3)) for i in range(3))


def step_affine(step, inverse):
    """A helmert or molobadekas step as (translation, matrix), linearised as PROJ does without +exact."""
    get = lambda key: float(step.get(key) or 0)
    rx, ry, rz = (get(key) * ARC_SECOND for key in ("rx", "ry", "rz"))
    if step.get("convention") == "coordinate_frame":
        rx, ry, rz = -rx, -ry, -rz
    scale = 1 + get("s") * 1e-6
    matrix = tuple(
        tuple(scale * value for value in row) for row in ((1, -rz, ry), (rz, 1, -rx), (-ry, rx, 1))
    )
    move = (get("x"), get("y"), get("z"))
    if step["proj"] == "molobadekas":
        pivot = (get("px"), get("py"), get("pz"))
        turned = apply(matrix, pivot)
        move = tuple(move[i] + pivot[i] - turned[i] for i in range(3))
    if not inverse:
        return move, matrix
    back = tuple(tuple(value / scale / scale for value in column) for column in zip(*matrix))
    moved = apply(back, move)
    return tuple(-value for value in moved), back


def helmert_of(pipeline):
    """The pipeline's datum shift as towgs84 numbers, () when it has none, None when it needs something else."""
    affine = None
    for text in re.split(r"\s*\+?step\s+", pipeline):
        step = parameters_of(text)
        name = step.get("proj")
        if name in ("helmert", "molobadekas"):
            move, matrix = step_affine(step, "inv" in step)
            first_move, first_matrix = affine or IDENTITY
            turned = apply(matrix, first_move)
            affine = tuple(turned[i] + move[i] for i in range(3)), times(matrix, first_matrix)
        elif name in ("geogoffset", "affine", "gridshift", "hgridshift", "vgridshift", "xyzgridshift", "deformation",
                      "defmodel", "tinshift", "horner"):
            return None
    if affine is None:  # without any step the two are one; with "cart" steps the ellipsoid changes
        return (0.0, 0.0, 0.0) if "proj=cart" in pipeline else ()
    move, matrix = affine
    scale = sum(matrix[i][i] for i in range(3)) / 3
    turns = [(matrix[2][1] - matrix[1][2]) / 2, (matrix[0][2] - matrix[2][0]) / 2, (matrix[1][0] - matrix[0][1]) / 2]
    seconds = [turn / scale / ARC_SECOND for turn in turns]
    rounded = [round(v, 6) + 0.0 for v in move] + [round(v, 9) + 0.0 for v in seconds] + [round((scale - 1) * 1e6, 9) + 0.0]
    return tuple(rounded[:3]) if not any(rounded[3:]) else tuple(rounded)


def bounds_of(crs):
    """Area of use, None where the registry has a name for it but no extent."""
    bounds = crs.area_of_use and crs.area_of_use.bounds
    return bounds if bounds and bounds[0] >= -180 else None


def used_operations(crs, bounds):
    """What PROJ applies at points spread over the area of use, the most frequent first."""
    transformer = Transformer.from_crs(crs.geodetic_crs, "EPSG:4326", always_xy=True)
    if not transformer.definition.startswith("unavailable"):
        return [(transformer.description, transformer.definition)]  # there is only one
    west, south, east, north = bounds
    per_degree = math.radians(1) / crs.geodetic_crs.axis_info[0].unit_conversion_factor
    meridian = crs.prime_meridian.longitude * crs.prime_meridian.unit_conversion_factor * 180 / math.pi
    counts = collections.Counter()
    for across in SHARES:
        for up in SHARES:
            longitude = (west + ((east - west) % 360 or 360) * across - meridian + 180) % 360 - 180
            transformer.transform(longitude * per_degree, (south + (north - south) * up) * per_degree)
            used = transformer.get_last_used_operation()
            counts[(used.description, used.definition)] += 1
    return [operation for operation, _ in counts.most_common()]


def shift_of(crs):
    bounds = bounds_of(crs)
    operations = used_operations(crs, bounds) if bounds else []
    group = TransformerGroup(crs.geodetic_crs, "EPSG:4326", always_xy=True)
    for description, definition in operations or [(t.description, t.definition) for t in group.transformers]:
        helmert = helmert_of(definition)
        if helmert is not None and "Ballpark" not in description:
            return ",".join(map(number, helmert))
    return "unknown"


def axis_of(crs, projection, radii):
    """Compares the CRS with its bare projection: which signed order of easting and northing do coordinates have?"""
    west, south, east, north = bounds_of(crs) or (0, 0, 0, 0)
    if west == east:
        return ""
    longitude = west + ((east - west) % 360) * 0.55
    latitude = south + (north - south) * 0.4
    base = crs.geodetic_crs
    full = Transformer.from_crs(base, crs, always_xy=True)
    unit = crs.axis_info[0].unit_conversion_factor
    a, rf, meridian = radii
    bare = CRS.from_proj4(f"{projection} +a={a} +rf={rf} +type=crs" if rf else f"{projection} +a={a} +b={a} +type=crs")
    plain = Transformer.from_crs(bare.geodetic_crs, bare, always_xy=True)
    longitude -= meridian
    per_degree = math.radians(1) / base.axis_info[0].unit_conversion_factor
    at = full.transform(longitude * per_degree, latitude * per_degree)
    e, n = (value / unit for value in plain.transform(longitude, latitude))
    candidates = {"": (e, n), "neu": (n, e), "wsu": (-e, -n), "swu": (-n, -e), "wnu": (-e, n), "nwu": (n, -e),
                  "esu": (e, -n), "seu": (-n, e)}
    best = min(candidates, key=lambda key: math.dist(candidates[key], at))
    return best if math.dist(candidates[best], at) < 1e-3 else None


def row_of(authority, code, tables):
    crs = CRS.from_authority(authority, code)
    if len(crs.axis_info) != 2:
        return None
    name, projection = projection_of(crs)
    if name not in PROJECTIONS:
        return None
    frames, shifts, units = tables
    ellipsoid = crs.ellipsoid
    a, rf = ellipsoid.semi_major_metre, ellipsoid.inverse_flattening
    meridian = crs.prime_meridian.longitude * crs.prime_meridian.unit_conversion_factor * 180 / math.pi
    axis = "" if crs.is_geographic else axis_of(crs, projection, (number(a), rf and f"{rf:.15g}", meridian))
    if axis is None:
        return None
    geodetic = crs.geodetic_crs
    frame = frames.add(f"{geodetic.to_authority()[1]}|{number(a)}|{rf:.15g}|{number(meridian)}")
    shift = shift_of(crs)
    unit = crs.axis_info[0]
    scale = unit.unit_conversion_factor  # metres, or radians for a geographic CRS
    return "|".join([
        code if authority == "EPSG" else f"{authority}:{code}", crs.name.replace("|", "/"), frame,
        shifts.add(shift), units.add(f"{unit.unit_name}|{scale:.17g}"), axis,
        ",".join(f"{value:.5g}" for value in bounds_of(crs) or ()), projection,
    ])


def main():
    tables = Table(), Table(), Table()
    types = (PJType.PROJECTED_CRS, PJType.GEOGRAPHIC_2D_CRS)
    codes = [("EPSG", c) for c in sorted({int(i.code) for t in types for i in query_crs_info("EPSG", t, allow_deprecated=True)})]
    rows, skipped = [], []
    for authority, code in codes + EXTRA:
        try:
            row = row_of(authority, str(code), tables)
        except Exception as error:  # PROJ refuses a few definitions: they are left out and listed
            row, reason = None, error
        else:
            reason = "unsupported"
        (rows.append(row) if row else skipped.append((code, reason)))
    frames, shifts, units = (list(table.rows) for table in tables)
    text = [
        f"// Generated by generate-table.py from the database of PROJ {proj_version_str} (EPSG and Esri registries); do not edit.",
        "// oxlint-disable max-lines -- a generated table",
        *(f"\nexport const {name} = `\n" + "\n".join(lines) + "\n`;" for name, lines in
          (("crsUnits", units), ("crsFrames", frames), ("crsShifts", shifts), ("crsRows", rows))),
    ]
    target = pathlib.Path(__file__).with_name("crs-table.ts")
    target.write_text("\n".join(text) + "\n")
    print(len(rows), "rows;", target.stat().st_size, "bytes; left out:", len(skipped))
    for code, reason in skipped:
        print(" ", code, reason)


if __name__ == "__main__":
    main()
