# misconception: Did you forget the return
# points: 0
def grad_after(events):
    grad = 0.0
    for event in events:
        if isinstance(event, float):
            grad += event
        elif "zero" in event:
            grad = 0.0
