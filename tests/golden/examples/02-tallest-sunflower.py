n = int(input())
heights = list(map(int, input().split()))
tallest = max(heights)
print(tallest, heights.index(tallest) + 1)
