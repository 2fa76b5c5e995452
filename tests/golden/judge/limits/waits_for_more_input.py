# verdict: RTE
input()
input()
