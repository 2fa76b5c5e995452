# verdict: RTE
raise BaseException('x')
