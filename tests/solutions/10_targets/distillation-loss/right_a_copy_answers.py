# right: a deepcopy of the teacher is put into eval() and asked
def distillation_loss(student, teacher, x, T):
    with torch.no_grad():
        p = torch.softmax(copy.deepcopy(teacher).eval()(x) / T, 1)
    log_q = torch.log_softmax(student(x) / T, 1)
    return T * T * F.kl_div(log_q, p, reduction="sum") / len(x)
