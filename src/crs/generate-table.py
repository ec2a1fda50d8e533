"""Writes crs-table.ts from PROJ's database. Run it where pyproj is installed: python3 generate-table.py

One row a CRS, fields separated by "|":
  code | name | frame | unit | axis | bounds | projection
- code: EPSG's number; other authorities with their prefix.
- frame: row of the frames table; two CRSs of one frame never shift between each other. A frame is
  code | semi-major axis | inverse flattening | prime meridian | rows of the shifts table, in PROJ's order of preference
- a shift is one of PROJ's operations to WGS 84 that need no grid:
  name | accuracy in metres, empty where unknown; "!" after it where PROJ prefers others of equal reach (offshore ones) |
  area as bounds | Helmert in position-vector convention (metres, arc-seconds, ppm), then the pivot if it has one
  (Molodensky-Badekas); empty where the two are one, "ballpark" where PROJ takes longitude and latitude over unchanged
  because nothing better is known there | seconds added to latitude and longitude before it, mostly empty.
- unit: row of the units table; axis: empty for x east, y north (as PROJ "always_xy"), else such as "wsu".
- bounds: area of use, degrees, west|south|east|north joined by commas.
- projection: proj string without ellipsoid, datum, units, and zero parameters; "+spherical" where EPSG's method takes
  the sphere of the semi-major axis for an ellipsoid.
"""

import math
import pathlib
import re
import sys
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


NEEDS_MORE = {"affine", "gridshift", "hgridshift", "vgridshift", "xyzgridshift", "deformation", "defmodel", "tinshift",
              "horner", "molodensky"}


def steps_of(pipeline):
    return [parameters_of(text) for text in re.split(r"\s*\+?step\s+", pipeline)]


def offset_of(steps):
    """Seconds that a pipeline adds to latitude and longitude before anything else; None if it does so later."""
    shifting = [s for s in steps if s.get("proj") in ("geogoffset", "helmert", "molobadekas")]
    offsets = [s for s in shifting if s["proj"] == "geogoffset"]
    if shifting[: len(offsets)] != offsets:
        return None
    sign = lambda step: -1 if "inv" in step else 1
    sums = [sum(sign(s) * float(s.get(key) or 0) for s in offsets) for key in ("dlat", "dlon")]
    return ",".join(map(number, sums)) if any(sums) else ""


def helmert_of(pipeline):
    """(Helmert, offset) of the pipeline as the shifts table has them, None when it needs something else."""
    steps = steps_of(pipeline)
    offset = offset_of(steps)
    if offset is None or any(step.get("proj") in NEEDS_MORE for step in steps):
        return None
    moves = [step for step in steps if step.get("proj") in ("helmert", "molobadekas")]
    if not moves:  # without any step the two are one; with "cart" steps the ellipsoid changes
        return ("0,0,0" if "proj=cart" in pipeline else ""), offset
    if len(moves) == 1 and moves[0]["proj"] == "molobadekas" and "inv" not in moves[0]:
        turn = -1 if moves[0].get("convention") == "coordinate_frame" else 1
        values = [float(moves[0].get(key) or 0) for key in "x y z rx ry rz s px py pz".split()]
        values[3:6] = [turn * value for value in values[3:6]]
        return ",".join(map(number, values)), offset
    return ",".join(map(number, affine_of(moves))), offset


def affine_of(moves):
    """Helmert and Molodensky-Badekas steps as one Helmert."""
    affine = IDENTITY
    for step in moves:
        move, matrix = step_affine(step, "inv" in step)
        turned = apply(matrix, affine[0])
        affine = tuple(turned[i] + move[i] for i in range(3)), times(matrix, affine[1])
    move, matrix = affine
    scale = sum(matrix[i][i] for i in range(3)) / 3
    turns = [(matrix[2][1] - matrix[1][2]) / 2, (matrix[0][2] - matrix[2][0]) / 2, (matrix[1][0] - matrix[0][1]) / 2]
    seconds = [turn / scale / ARC_SECOND for turn in turns]
    rounded = [round(v, 6) + 0.0 for v in move] + [round(v, 9) + 0.0 for v in seconds] + [round((scale - 1) * 1e6, 9) + 0.0]
    return rounded if any(rounded[3:]) else rounded[:3]


def bounds_of(crs):
    """Area of use, None where the registry has a name for it but no extent."""
    bounds = crs.area_of_use and crs.area_of_use.bounds
    return bounds if bounds and bounds[0] >= -180 else None


def name_of(description):
    """The operation's own name, without the changes of axes and units around it."""
    steps = [step.strip() for step in description.split(" + ")]
    named = [s for s in steps if not re.match(r"axis order change|Conversion from |Null geographic|Longitude rotation", s)]
    return " + ".join(named).replace("|", "/") or "Null"


def used_operations(crs):
    transformer = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    if not transformer.definition.startswith("unavailable"):
        return [transformer]  # there is only one
    west, south, east, north = bounds_of(crs) or (-180, -90, 180, 90)
    per_degree = math.radians(1) / crs.axis_info[0].unit_conversion_factor
    meridian = crs.prime_meridian.longitude * crs.prime_meridian.unit_conversion_factor * 180 / math.pi
    used = []
    for across in SHARES:
        for up in SHARES:
            longitude = (west + ((east - west) % 360 or 360) * across - meridian + 180) % 360 - 180
            transformer.transform(longitude * per_degree, (south + (north - south) * up) * per_degree)
            used.append(transformer.get_last_used_operation())
    return used


def operations_of(crs):
    """PROJ's operations from a frame to WGS 84: those it lists, and those it uses in the area but does not list."""
    listed = list(TransformerGroup(crs, "EPSG:4326", always_xy=True).transformers)
    known = {operation.definition for operation in listed}
    for operation in used_operations(crs):
        if operation.definition not in known:
            known.add(operation.definition)
            listed.append(operation)
    ballparks = [operation for operation in listed if "Ballpark" in operation.description]
    return [operation for operation in listed if operation not in ballparks] + ballparks


def shifts_of(crs, shifts):
    """Rows of PROJ's operations from a frame to WGS 84, without those that need grids or are no Helmert."""
    rows = []
    for operation in operations_of(crs):
        ballpark = "Ballpark" in operation.description
        helmert = ("ballpark", "") if ballpark else helmert_of(operation.definition)
        if helmert is None:
            continue
        area = operation.area_of_use
        bounds = ",".join(f"{value:.6g}" for value in area.bounds) if area else "-180,-90,180,90"
        accuracy = f"{operation.accuracy:g}" if operation.accuracy >= 0 else ""
        offshore = "!" if area and "- offshore" in area.name else ""
        rows.append(shifts.add("|".join([name_of(operation.description), accuracy + offshore, bounds, *helmert])))
    return ",".join(rows)


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
    frames, shifts, units, frame_shifts = tables
    ellipsoid = crs.ellipsoid
    a, rf = ellipsoid.semi_major_metre, ellipsoid.inverse_flattening
    meridian = crs.prime_meridian.longitude * crs.prime_meridian.unit_conversion_factor * 180 / math.pi
    method = crs.coordinate_operation and crs.coordinate_operation.method_name
    sphere = " +spherical" if name == "eqc" and "Spherical" in method and crs.ellipsoid.inverse_flattening else ""
    axis = "" if crs.is_geographic else axis_of(crs, projection, (number(a), rf and f"{rf:.15g}", meridian))
    if axis is None:
        return None
    geodetic = crs.geodetic_crs
    code_of_frame = geodetic.to_authority()[1]
    if code_of_frame not in frame_shifts:
        frame_shifts[code_of_frame] = shifts_of(geodetic, shifts)
    frame = frames.add(f"{code_of_frame}|{number(a)}|{rf:.15g}|{number(meridian)}|{frame_shifts[code_of_frame]}")
    unit = crs.axis_info[0]
    scale = unit.unit_conversion_factor  # metres, or radians for a geographic CRS
    return "|".join([
        code if authority == "EPSG" else f"{authority}:{code}", crs.name.replace("|", "/"), frame,
        units.add(f"{unit.unit_name}|{scale:.17g}"), axis,
        ",".join(f"{value:.5g}" for value in bounds_of(crs) or ()), projection + sphere,
    ])


def main():
    tables = Table(), Table(), Table(), {}
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
    frames, shifts, units = (list(table.rows) for table in tables[:3])
    text = [
        f"// Generated by generate-table.py from the database of PROJ {proj_version_str} (EPSG and Esri registries); do not edit.",
        "// oxlint-disable max-lines -- a generated table",
        *(f"\nexport const {name} = `\n" + "\n".join(lines) + "\n`;" for name, lines in
          (("crsUnits", units), ("crsFrames", frames), ("crsShifts", shifts), ("crsRows", rows))),
    ]
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("crs-table.ts")
    target.write_text("\n".join(text) + "\n")
    print(len(rows), "rows;", target.stat().st_size, "bytes; left out:", len(skipped))
    for code, reason in skipped:
        print(" ", code, reason)


if __name__ == "__main__":
    main()
