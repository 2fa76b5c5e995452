# verdict: WA
pass
