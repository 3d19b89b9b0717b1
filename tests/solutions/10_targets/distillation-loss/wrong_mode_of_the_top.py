# misconception: One mode is enough for all modules
# points: 1
def distillation_loss(student, teacher, x, T):
    was = teacher.training
    teacher.eval()
    with torch.no_grad():
        answers = F.softmax(teacher(x) / T, dim=1)
    teacher.train(was)
    return F.kl_div(F.log_softmax(student(x) / T, dim=1), answers, reduction="batchmean") * T**2
