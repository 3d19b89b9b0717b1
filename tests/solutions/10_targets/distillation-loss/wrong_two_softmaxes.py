# misconception: kl_div wants log_softmax of the student first
# points: 1
def distillation_loss(student, teacher, x, T):
    modes = [module.training for module in teacher.modules()]
    teacher.eval()
    with torch.no_grad():
        answers = F.softmax(teacher(x) / T, dim=1)
    for module, mode in zip(teacher.modules(), modes):
        module.training = mode
    return F.kl_div(F.softmax(student(x) / T, dim=1), answers, reduction="batchmean") * T**2
