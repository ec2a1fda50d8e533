"""QGIS's task manager: {"few": us, "many": us, "cancel": ms}: no-op tasks submitted at once, and a cancel in a union."""
import json
import time

from qgis.core import QgsApplication, QgsGeometry, QgsPointXY, QgsTask

application = QgsApplication([], False)
application.initQgis()
manager = QgsApplication.taskManager()


def no_ops(count):
    """Microseconds a task, from the first submit to the last end."""
    tasks = [QgsTask.fromFunction(f"task {index}", lambda task: None) for index in range(count)]
    start = time.perf_counter()
    for task in tasks:
        manager.addTask(task)
    while manager.countActiveTasks() > 0:
        application.processEvents()
    return (time.perf_counter() - start) * 1e6 / count


def circle(index):
    x, y = (index % 100) * 10, (index // 100) * 10
    return QgsGeometry.fromPointXY(QgsPointXY(x, y)).buffer(9, 16)


def cancel_inside_union():
    """Milliseconds from the cancel to the task's end: the union does not look, so it is what was left of it."""
    circles = [circle(index) for index in range(10_000)]
    task = QgsTask.fromFunction("union", lambda task: QgsGeometry.unaryUnion(circles).area())
    manager.addTask(task)
    deadline = time.perf_counter() + 0.3
    while time.perf_counter() < deadline:
        application.processEvents()
    if task.status() != QgsTask.Running:
        return None
    start = time.perf_counter()
    task.cancel()
    while manager.countActiveTasks() > 0:
        application.processEvents()
    return (time.perf_counter() - start) * 1e3


print(json.dumps({"few": no_ops(1000), "many": no_ops(3000), "cancel": cancel_inside_union()}))
