# right: builds the networks and looks at .grad
def receivers(stages, cuts, skips):
    weights = {stage: torch.ones(1, requires_grad=True) for stage in stages}
    outputs, h = {}, torch.ones(1)
    for stage in stages:
        added = [outputs[start] for start, end in skips if end == stage]
        outputs[stage] = (h + sum(added)) * weights[stage]
        h = outputs[stage].detach() if stage in cuts else outputs[stage]
    h.backward()
    return [stage for stage in stages if weights[stage].grad is not None]
