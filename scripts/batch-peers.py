"""Asks one question many times, as Python programs do: batch-peers.py WHO URL REQUESTS PARALLEL.

WHO is openai (the SDK's asynchronous client) or litellm (its Router). Prints requests per second,
microseconds of CPU for each, and the peak memory in megabytes, all without start and imports.
"""

import asyncio
import resource
import sys
import time


def client(who, url):
    if who == "openai":
        import openai

        sdk = openai.AsyncOpenAI(
            base_url=url, api_key="none", max_retries=0,
            http_client=openai.DefaultAsyncHttpxClient(limits=limits()))
        return lambda messages: sdk.chat.completions.create(model="bench", messages=messages)
    import litellm

    litellm.suppress_debug_info = True
    router = litellm.Router(
        model_list=[{
            "model_name": "bench",
            "litellm_params": {"model": "openai/bench", "api_base": url, "api_key": "none"},
        }])
    return lambda messages: router.acompletion(model="bench", messages=messages)


def limits():
    import httpx

    return httpx.Limits(max_connections=None, max_keepalive_connections=None)


async def run(who, url, requests, parallel):
    ask = client(who, url)
    numbers = iter(range(requests))

    async def work():
        for number in numbers:
            await ask([{"role": "user", "content": f"Question {number}"}])

    await ask([{"role": "user", "content": "The first one, which makes what is made once."}])
    used = resource.getrusage(resource.RUSAGE_SELF)
    began = time.monotonic()
    await asyncio.gather(*(work() for _ in range(parallel)))
    wall = time.monotonic() - began
    now = resource.getrusage(resource.RUSAGE_SELF)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    print(f"{requests / wall} {cpu / requests * 1e6} {now.ru_maxrss / 1024}")


asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
