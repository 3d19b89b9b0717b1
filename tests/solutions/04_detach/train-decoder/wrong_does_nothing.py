# misconception: an encoder that is left alone is enough
# points: 0
def train_decoder(encoder, decoder, x, y, steps, lr):
    return []
