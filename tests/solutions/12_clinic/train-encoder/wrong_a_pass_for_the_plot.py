# misconception: A second pass for the plot does no harm
# points: 1


def diagnosis_train_encoder():
    return 4, "C"


def train_encoder(encoder, decoder, optimizer, batches):
    kept = []
    for x, y in batches:
        optimizer.zero_grad()
        kept.append(encoder(x).detach())
        features = encoder(x)
        loss = ((decoder(features) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return kept
