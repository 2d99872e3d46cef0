using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp;

/// <summary>Waits for a generation on behalf of a client, and reports its progress meanwhile if the client asked for that.</summary>
internal sealed class GenerationWait(
    IGenerationStore store, IEventLog log, IJobSignals signals, IHostApplicationLifetime host, TimeProvider time)
{
    private const int BatchSize = 64;

    /// <summary>The longest time without a notification: each one restarts the timeout of many clients.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    /// <summary>Waits until the generation has ended, the time is over, or the host stops.</summary>
    /// <returns>Its state then; null if there is no such generation.</returns>
    /// <exception cref="OperationCanceledException">The client left. The generation goes on.</exception>
    public async Task<GenerationState?> RunAsync(
        string id, TimeSpan wait, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken)
    {
        var state = await store.FindAsync(id, cancellationToken);
        if (state is null or { Ended: true } || wait <= TimeSpan.Zero)
        {
            return state;
        }

        var progress = new RunProgress(call, state.Request);
        using var over = new CancellationTokenSource(wait, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(over.Token, host.ApplicationStopping, cancellationToken);
        try
        {
            await FollowAsync(id, progress, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over, or the host stops: what is ready is reported.
        }

        return await store.FindAsync(id, cancellationToken);
    }

    private async Task FollowAsync(string id, RunProgress progress, CancellationToken cancellationToken)
    {
        // Subscribed before the first read, so that no event is missed.
        using var subscription = signals.Subscribe(id);
        for (var read = 0L; ;)
        {
            var batch = await log.ReadAsync(id, read, BatchSize, cancellationToken);
            foreach (var logged in batch)
            {
                read = logged.Sequence;
                await progress.ReportAsync(logged, cancellationToken);
            }

            if (batch.Length == BatchSize)
            {
                continue;
            }

            if (await store.FindAsync(id, cancellationToken) is null or { Ended: true })
            {
                return;
            }

            if (!await subscription.WaitAsync(LongestSilence, cancellationToken))
            {
                await progress.RepeatAsync(cancellationToken);
            }
        }
    }

    /// <summary>
    /// Turns events into notifications. The progress counts images, and rises a little with each notification, as the protocol demands.
    /// </summary>
    private sealed class RunProgress(RequestContext<CallToolRequestParams> call, GenerationRequest request)
    {
        private static readonly string[] Ordinals = ["first", "second", "third"];
        private readonly float[] _images = new float[request.N];
        private float _sent;
        private string _message = "Waiting.";

        public async Task ReportAsync(LoggedEvent logged, CancellationToken cancellationToken)
        {
            var index = logged.ImageIndex ?? 0;
            var name = $"Image {index + 1} of {request.N}";
            switch (logged.Type)
            {
                case "progress":
                    await SendAsync(TextOf(logged, "message") ?? _message, cancellationToken);
                    break;
                case "partial_image":
                    var partial = JsonElement.Parse(logged.Json).GetProperty("partial_image_index").GetInt32();
                    _images[index] = Math.Max(_images[index], (partial + 1f) / (Math.Max(request.PartialImages, partial + 1) + 1));
                    await SendAsync($"{name}: {Ordinals.ElementAtOrDefault(partial) ?? $"{partial + 1}th"} partial image", cancellationToken);
                    break;
                case "image":
                    _images[index] = 1;
                    await SendAsync($"{name} is ready", cancellationToken);
                    break;
                case "error":
                    _images[index] = 1;
                    await SendAsync($"{name} failed: {TextOf(logged, "message")}", cancellationToken);
                    break;
            }
        }

        public Task RepeatAsync(CancellationToken cancellationToken) => SendAsync(_message, cancellationToken);

        private async Task SendAsync(string message, CancellationToken cancellationToken)
        {
            _message = message;
            if (call.Params.ProgressToken is not { } token)
            {
                return;
            }

            _sent = Math.Max(_images.Sum(), _sent + 0.001f);
            await call.Server.NotifyProgressAsync(
                token, new ProgressNotificationValue { Progress = _sent, Total = request.N, Message = message }, cancellationToken: cancellationToken);
        }

        private static string? TextOf(LoggedEvent logged, string name) => JsonElement.Parse(logged.Json).GetProperty(name).GetString();
    }
}
