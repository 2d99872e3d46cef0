using System.Net;
using System.Text;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Configuration;

/// <summary>Traces, measurements, and the ids in logs.</summary>
public sealed class TelemetryTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Prompt = "a secret lighthouse";

    private static readonly byte[] Sharp = TestImages.NoisyPng(64, 64, 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_and_its_run_are_one_trace_which_another_process_continues()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        await using var receiver = await ReceiverAsync();
        await using var service = await ScriptedServer.StartAsync();
        service.On(
            OpenAiServer.Path,
            new ResponsesScript().Begin().Hang(),
            ResponsesScript.Image(Sharp, TestImages.NoisyPng(64, 64, 1)),
            Scripts.Answer(400, ResponsesScript.ErrorBody("moderation_blocked", "Your request was rejected by the safety system.")));
        try
        {
            string location;
            await using (var first = await ServerProcess.StartAsync(folder, Settings(receiver, service)))
            {
                using var started = await first.Client.PostJsonAsync(
                    "/api/generations", new { prompt = Prompt, provider = "openai" }, ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"));
                Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
                location = started.Headers.Location!.ToString();
                await service.RequestsAsync(1).WaitAsync(Cancel);
                await SpansAsync(receiver, spans => spans.Exists(span => span is { TraceId: Trace, Name: "POST /api/generations/" }));
                first.Kill();
                await first.Exited;
            }

            await using var second = await ServerProcess.StartAsync(folder, Settings(receiver, service));
            using (var follow = await second.Client.OpenAsync($"{location}/events"))
            {
                Assert.Equal("completed", (await follow.ReadAllEventsAsync())[^1].Text("status"));
            }

            var all = await SpansAsync(receiver, spans => new[] { "queue", "image", "provider", "encode", "store", "complete" }
                .All(name => spans.Exists(span => span.TraceId == Trace && span.Name == name)));
            var request = all.First(span => span.Name == "POST /api/generations/");
            Assert.All(all.Where(span => span.Name is "queue" or "image"), span => Assert.Equal(request.SpanId, span.ParentId));
            var runs = all.Where(span => span.Name == "image").Select(span => span.SpanId).ToList();
            Assert.All(all.Where(span => span.Name is "provider" or "encode" or "store" or "complete"), span => Assert.Contains(span.ParentId, runs));

            service.On("/hook", Scripts.Answer(200, "", "text/plain"));
            using var hook = await second.Client.PostJsonAsync("/api/webhooks", new { url = new Uri(service.Address, "/hook"), events = new[] { "generation.failed" } });
            Assert.Equal(HttpStatusCode.Created, hook.StatusCode);
            using var blocked = await second.Client.PostJsonAsync("/api/generate-images", new { prompt = Prompt, provider = "openai" });
            await blocked.ReadAllEventsAsync();
            await MeasurementsAsync(
                receiver,
                "darkroom.queue.wait", "darkroom.queue.depth", "darkroom.provider.duration", "darkroom.provider.failures", "darkroom.provider.first_partial",
                "darkroom.provider.received", "darkroom.http.sent", "darkroom.http.open_streams", "darkroom.cost", "darkroom.webhooks.duration");
            var everything = string.Concat(receiver.Requests.Select(one => Encoding.Latin1.GetString(one.Body)));
            Assert.DoesNotContain(Prompt, everything, StringComparison.Ordinal);
            Assert.DoesNotContain("sk-test", everything, StringComparison.Ordinal);
            Assert.All(service.Requests, call => Assert.False(call.Headers.ContainsKey("traceparent")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_log_lines_of_a_run_and_the_answer_to_its_request_have_the_same_id()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, Scripts.Answer(400, ResponsesScript.ErrorBody("invalid_value", "Invalid size.")));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        using var answer = await server.Client.PostJsonAsync("/v1/images/generations", new { prompt = Prompt, model = "openai" });
        var generation = Assert.Single(answer.Headers.GetValues("x-darkroom-generation"));
        var trace = Assert.Single(answer.Headers.GetValues("x-request-id"))["req_".Length..];

        await server.Log.HasAsync($"of {generation} by openai failed");
        Assert.Contains($"GenerationId:{generation} ImageIndex:0 TraceId:{trace}", server.Log.ScopesOf($"of {generation} by openai failed"), StringComparison.Ordinal);
    }

    private static async Task<ScriptedServer> ReceiverAsync()
    {
        var receiver = await ScriptedServer.StartAsync();
        return receiver.On("/v1/traces", Scripts.Answer(200, "", "application/x-protobuf")).On("/v1/metrics", Scripts.Answer(200, "", "application/x-protobuf"));
    }

    private static (string Key, string Value)[] Settings(ScriptedServer receiver, ScriptedServer service) =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address.ToString()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
        ("Jobs__OnInterrupted", "retry"),
        ("Webhooks__AllowedNetworks", "127.0.0.0/8"),
        ("Providers__openai__BaseUrl", service.BaseUrl.ToString()),
        ("Providers__openai__ApiKey", "sk-test"),
    ];

    /// <summary>Completes with the spans once they are what the test waits for.</summary>
    private static async Task<List<OtlpSpan>> SpansAsync(ScriptedServer receiver, Predicate<List<OtlpSpan>> complete)
    {
        while (true)
        {
            var received = receiver.Requests.Count;
            if (OtlpSpan.From(receiver) is var spans && complete(spans))
            {
                return spans;
            }

            await receiver.RequestsAsync(received + 1).WaitAsync(Cancel);
        }
    }

    private static async Task MeasurementsAsync(ScriptedServer receiver, params string[] names)
    {
        while (true)
        {
            var received = receiver.Requests.Count;
            if (OtlpSpan.Measurements(receiver).IsSupersetOf(names))
            {
                return;
            }

            await receiver.RequestsAsync(received + 1).WaitAsync(Cancel);
        }
    }
}
