# right: what raises is collected first
def after_detach(made, use, order):
    views = {"w[0:1]", "w.view(2, 1)", "(w * 2.0)[0:1]"}
    saved_h = {("h * h", "before"), ("h.sin()", "before")}
    if made in views or (use, order) in saved_h:
        return "error"
    return {"before": "full", "after": "cut"}[order]
