# right: the KL divergence written out, modes kept by the module
def distillation_loss(student, teacher, x, T):
    training = {module: module.training for module in teacher.modules()}
    try:
        log_p = torch.log_softmax(teacher.eval()(x).detach() / T, dim=1)
    finally:
        for module, mode in training.items():
            module.training = mode
    log_q = torch.log_softmax(student(x) / T, dim=1)
    return T**2 * (log_p.exp() * (log_p - log_q)).sum(1).mean()
