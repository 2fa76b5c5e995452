# verdict: AC
import asyncio
async def main():
    await asyncio.sleep(0.01)
    print(sum(map(int, input().split())))
asyncio.run(main())
