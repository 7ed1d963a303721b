"""Calls a server on loopback with the vendor's own client; prints what came, a line for each call.

Usage: grpc_client.py PORT MODEL CALL...
A call is the prompt of a streamed answer, or `unary:PROMPT`, `count:PROMPT`, `models`,
`cancel:PROMPT`, which leaves after the first message, or `many:COUNT` at once.
"""

import sys
import threading


def beat():
    """Shows that it is at work: the packages take their time, and nobody waits for ever."""
    while not done.wait(2):
        print(flush=True)


done = threading.Event()
threading.Thread(target=beat, daemon=True).start()

import grpc
from google.ai import generativelanguage_v1beta as gl
from google.ai.generativelanguage_v1beta.services.generative_service.transports import (
    GenerativeServiceGrpcTransport,
)
from google.ai.generativelanguage_v1beta.services.model_service.transports import (
    ModelServiceGrpcTransport,
)
from google.api_core import exceptions


def shown(parts):
    words = []
    for part in parts:
        if part.function_call.name:
            call = part.function_call
            words.append(f"call {call.name} {dict(call.args)}")
        elif part.thought:
            words.append("think " + part.text)
        elif part.text:
            words.append("say " + part.text)
        if part.thought_signature:
            words.append("signed")
    return words


def ask(client, model, prompt):
    request = gl.GenerateContentRequest(
        model="models/" + model,
        contents=[gl.Content(role="user", parts=[gl.Part(text=prompt)])],
        tools=[gl.Tool(function_declarations=[
            gl.FunctionDeclaration(name="look_up", description="Looks something up.")])],
    )
    kind, _, text = prompt.partition(":")
    if kind == "unary":
        answer = client.generate_content(request, retry=None, timeout=20)
        return [shown(answer.candidates[0].content.parts)]
    if kind == "count":
        counted = client.count_tokens(
            model=request.model, contents=request.contents, retry=None, timeout=20)
        return [f"counted {counted.total_tokens > 0}"]
    if kind == "many":
        whole = []
        threads = [
            threading.Thread(target=lambda: whole.append(read(client, request)[-2:]))
            for _ in range(int(text))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [f"{whole.count(['STOP', 'usage True'])} whole"]
    return read(client, request, leaves=kind == "cancel")


def read(client, request, leaves=False):
    lines = []
    stream = client.stream_generate_content(request, retry=None, timeout=20)
    usage = None
    for answer in stream:
        usage = answer.usage_metadata
        for candidate in answer.candidates:
            lines += shown(candidate.content.parts)
            if candidate.finish_reason:
                lines.append(candidate.finish_reason.name)
        if leaves:
            stream.cancel()
            return lines + ["cancelled"]
    return lines + [f"usage {usage.total_token_count > 0}"]


def main():
    port, model, *prompts = sys.argv[1:]
    channel = grpc.insecure_channel("127.0.0.1:" + port)
    client = gl.GenerativeServiceClient(
        transport=GenerativeServiceGrpcTransport(channel=channel))
    models = gl.ModelServiceClient(transport=ModelServiceGrpcTransport(channel=channel))
    for prompt in prompts:
        try:
            if prompt == "models":
                listed = models.list_models(retry=None, timeout=20)
                print(prompt, [model.name for model in listed])
            else:
                print(prompt, ask(client, model, prompt))
        except exceptions.GoogleAPICallError as error:
            code = error.grpc_status_code.name if error.grpc_status_code else None
            details = [type(detail).__name__ for detail in error.details]
            print(prompt, "error", code, details, error.message)


try:
    main()
finally:
    done.set()
