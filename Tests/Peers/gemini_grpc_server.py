"""GenerativeService and ModelService of the vendor's own messages and gRPC, for the tests.

Prints "listening PORT", and lives until its input ends. The model's name says what is answered.
"""

import os
import sys
import threading
from concurrent import futures

import grpc
from google.ai import generativelanguage_v1beta as gl
from google.protobuf import any_pb2, duration_pb2, json_format
from google.rpc import error_details_pb2, status_pb2

PACKAGE = "google.ai.generativelanguage.v1beta."
REQUEST = gl.GenerateContentRequest.pb()
RESPONSE = gl.GenerateContentResponse.pb()


def say(*words):
    print(*words, flush=True)


def chunk(*parts, finish=0, usage=(0, 0, 0)):
    response = gl.GenerateContentResponse(
        candidates=[
            gl.Candidate(
                index=0,
                content=gl.Content(role="model", parts=list(parts)),
                finish_reason=finish,
            )
        ],
        model_version="gemini-test",
        response_id="r1",
    )
    if any(usage):
        response.usage_metadata = gl.GenerateContentResponse.UsageMetadata(
            prompt_token_count=usage[0],
            candidates_token_count=usage[1],
            thoughts_token_count=usage[2],
            total_token_count=sum(usage),
        )
    return gl.GenerateContentResponse.pb(response)


STOP = gl.Candidate.FinishReason.STOP


def fail(context, code, message, *details):
    status = status_pb2.Status(code=code.value[0], message=message)
    for detail in details:
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    context.set_trailing_metadata(
        (("grpc-status-details-bin", status.SerializeToString()),)
    )
    context.set_code(code)
    context.set_details(message)


def echo(request, context):
    """The request as this side reads it, and what came with it."""
    metadata = {key: value for key, value in context.invocation_metadata()}
    text = json_format.MessageToJson(request, indent=None, ensure_ascii=False)
    yield chunk(gl.Part(text=text))
    yield chunk(gl.Part(text="\n" + metadata.get("x-goog-api-key", "")))
    yield chunk(gl.Part(text="\n" + metadata.get("x-goog-request-params", "")))
    remaining = context.time_remaining()
    yield chunk(
        gl.Part(text="\n" + ("none" if remaining is None else str(round(remaining)))),
        finish=STOP,
    )


def thinking(request, context):
    yield chunk(gl.Part(text="17*23 = 391.", thought=True))
    yield chunk(gl.Part(text="391."))
    yield chunk(
        gl.Part(text="", thought_signature=b"sig2"), finish=STOP, usage=(24, 9, 26)
    )


def tools(request, context):
    call = gl.FunctionCall(
        id="fc-1", name="get_weather", args={"city": "Köln", "days": 3, "exact": True}
    )
    yield chunk(gl.Part(function_call=call, thought_signature=b"sig1"))
    second = gl.FunctionCall(id="fc-2", name="get_time", args={})
    yield chunk(gl.Part(function_call=second), finish=STOP, usage=(24, 9, 12))


def refused(request, context):
    fail(
        context,
        grpc.StatusCode.INVALID_ARGUMENT,
        "API key not valid.",
        error_details_pb2.ErrorInfo(
            reason="API_KEY_INVALID", domain="googleapis.com"
        ),
    )
    return
    yield


def broken(request, context):
    yield chunk(gl.Part(text="Partial ans"))
    fail(
        context,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "Quota für 100% exceeded\nfor good.",
        error_details_pb2.RetryInfo(
            retry_delay=duration_pb2.Duration(seconds=37, nanos=400000000)
        ),
        error_details_pb2.QuotaFailure(
            violations=[error_details_pb2.QuotaFailure.Violation(subject="per minute")]
        ),
    )


def unavailable(request, context):
    fail(context, grpc.StatusCode.UNAVAILABLE, "The model is overloaded.")
    return
    yield


def slow(request, context):
    gone, late = threading.Event(), threading.Event()

    # Said here and not below: a stream that ends while a part is being sent is not asked for more.
    def end():
        if not late.is_set():
            say("cancelled")
        gone.set()

    context.add_callback(end)
    yield chunk(gl.Part(text="one "))
    if not gone.wait(10):
        late.set()
        say("still there")


def late(request, context):
    gone = threading.Event()
    context.add_callback(gone.set)
    gone.wait(10)
    return
    yield


def packed(request, context):
    context.set_compression(grpc.Compression.Gzip)
    yield chunk(gl.Part(text="again and " * 2000))
    yield chunk(gl.Part(text="end"), finish=STOP)


def unknown(request, context):
    """A field and a finish reason that today's descriptors do not have."""
    response = chunk(gl.Part(text="new"))
    # Field 99 of the response, and 77 as the candidate's finish reason.
    response.candidates[0].MergeFromString(b"\x10\x4d")
    response.MergeFromString(b"\x9a\x06\x03abc")
    yield response


ANSWERS = {
    "echo": echo,
    "thinking": thinking,
    "tools": tools,
    "refused": refused,
    "broken": broken,
    "unavailable": unavailable,
    "slow": slow,
    "late": late,
    "packed": packed,
    "unknown": unknown,
}


def stream(request, context):
    name = request.model.removeprefix("models/")
    say("asked", name)
    yield from ANSWERS.get(name, echo)(request, context)


def list_models(request, context):
    models = [
        gl.Model(
            name="models/gemini-test",
            input_token_limit=1000,
            output_token_limit=100,
            supported_generation_methods=["generateContent"],
            thinking=True,
        ),
        gl.Model(name="models/embedding", supported_generation_methods=["embedContent"]),
    ]
    return gl.ListModelsResponse.pb(gl.ListModelsResponse(models=models))


def main():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    generate = grpc.unary_stream_rpc_method_handler(
        stream, REQUEST.FromString, RESPONSE.SerializeToString
    )
    models = grpc.unary_unary_rpc_method_handler(
        list_models,
        gl.ListModelsRequest.pb().FromString,
        gl.ListModelsResponse.pb().SerializeToString,
    )
    server.add_generic_rpc_handlers(
        (
            grpc.method_handlers_generic_handler(
                PACKAGE + "GenerativeService", {"StreamGenerateContent": generate}
            ),
            grpc.method_handlers_generic_handler(
                PACKAGE + "ModelService", {"ListModels": models}
            ),
        )
    )
    if len(sys.argv) > 2:
        key, certificate = (open(name, "rb").read() for name in sys.argv[1:3])
        port = server.add_secure_port(
            "127.0.0.1:0", grpc.ssl_server_credentials([(key, certificate)])
        )
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    say("listening", port, ".")
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
