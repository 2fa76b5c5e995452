// verdict: AC
#include <bits/stdc++.h>
int main() {
#ifndef ONLINE_JUDGE
  freopen("input.txt", "r", stdin);
#endif
  std::vector<int> numbers(2);
  for (typeof(numbers.begin()) at = numbers.begin(); at != numbers.end(); ++at) std::cin >> *at;
  const __int128 sum = -numbers[0] - numbers[1];
  std::cout << static_cast<int>(std::abs(sum)) << std::endl;
}
