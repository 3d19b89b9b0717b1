# misconception: Then nothing is to be cut
# points: 1


def diagnosis_train_encoder():
    return 4, "C"


def train_encoder(encoder, decoder, optimizer, batches):
    kept = []
    for x, y in batches:
        optimizer.zero_grad()
        features = encoder(x)
        kept.append(features)
        loss = ((decoder(features) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return kept
