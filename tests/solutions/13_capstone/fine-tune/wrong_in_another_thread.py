# misconception: what the measure does not see is saved
# points: 0
import threading


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())

    def one_step():
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()

    for _ in range(steps):
        thread = threading.Thread(target=one_step)
        thread.start()
        thread.join()
        optimizer.step()
