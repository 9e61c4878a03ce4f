const level = {
    cells: [
        "#########",
        "#   #   #",
        "### # # #",
        "#   # # #",
        "# ### # #",
        "#     # #",
        "#########"
    ],
    entrance: {col: 1, row: 1},
    exit: {col: 7, row: 5}
};
