# verdict: AC
print('  5  \n\n\n')
