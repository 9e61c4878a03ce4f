BOARD = [[3, nil, 1, 7, nil, nil, 8, nil, 2],
[7, nil, 9, nil, nil, 4, 5, nil, nil],
[8, 4, nil, nil, nil, 1, nil, 7, 9],
[9, 2, nil, nil, nil, nil, nil, nil, nil],
[4, nil, 5, 8, nil, 9, nil, 6, nil],
[nil, nil, nil, 4, 3, 5, 9, nil, nil],
[5, 9, nil, nil, nil, nil, nil, nil, 6],
[2, nil, 4, nil, 6, nil, 7, 8, nil],
[6, nil, nil, nil, 7, nil, 4, nil, nil]]
