# misconception: One mode is enough for all modules
# points: 1
def distillation_loss(student, teacher, x, T):
    teacher.eval()
    with torch.no_grad():
        answers = F.softmax(teacher(x) / T, dim=1)
    teacher.train()
    return F.kl_div(F.log_softmax(student(x) / T, dim=1), answers, reduction="batchmean") * T**2
