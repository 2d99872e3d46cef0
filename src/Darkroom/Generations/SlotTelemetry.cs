using System.Diagnostics;
using System.Runtime.CompilerServices;
using Darkroom.Providers;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>The trace, the measurements and the log scope of the run of one slot.</summary>
internal static class SlotTelemetry
{
    private const string Ok = "ok";

    private static readonly Func<ILogger, string, int, string, IDisposable?> Scope =
        LoggerMessage.DefineScope<string, int, string>("GenerationId:{GenerationId} ImageIndex:{ImageIndex} TraceId:{TraceId}");

    /// <summary>Adds the generation, the image and the trace of the request to every log line until the scope is disposed.</summary>
    public static IDisposable? BeginScope(ILogger log, SlotLease lease) =>
        Scope(log, lease.GenerationId, lease.ImageIndex, Parent(lease).TraceId is var trace && trace != default ? trace.ToHexString() : "");

    /// <summary>
    /// Begins the activity of a run as a part of the trace of the request that queued it, which may have come to another process, and adds the wait
    /// in the queue.
    /// </summary>
    /// <returns>Null if nothing listens.</returns>
    public static Activity? Begin(SlotLease lease, DateTimeOffset now)
    {
        var parent = Parent(lease);
        if (lease.QueuedAt is { } queuedAt)
        {
            Telemetry.QueueWait.Record(Math.Max(0, (now - queuedAt).TotalSeconds), KeyValuePair.Create(Telemetry.Provider, (object?)lease.Request.Provider));
            using var waited = Describe(Telemetry.Source.StartActivity("queue", ActivityKind.Internal, parent, startTime: queuedAt), lease);
        }

        return Describe(Telemetry.Source.StartActivity("image", ActivityKind.Consumer, parent), lease);
    }

    /// <summary>Passes on the updates of a provider, and measures the call.</summary>
    public static async IAsyncEnumerable<GenerationUpdate> ObserveAsync(
        this IAsyncEnumerable<GenerationUpdate> updates, SlotLease lease, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var activity = Describe(Telemetry.Source.StartActivity("provider", ActivityKind.Client), lease);
        var (started, outcome, partials) = (time.GetTimestamp(), (string?)null, 0);
        var provider = KeyValuePair.Create(Telemetry.Provider, (object?)lease.Request.Provider);
        try
        {
            await foreach (var update in updates.WithCancellation(cancellationToken))
            {
                switch (update)
                {
                    case GenerationUpdate.PartialImage(_, var image):
                        Telemetry.Received.Add(image.Bytes.Length, provider);
                        if (partials++ == 0)
                        {
                            Telemetry.FirstPartial.Record(time.GetElapsedTime(started).TotalSeconds, provider);
                            activity?.AddEvent(new ActivityEvent("first partial image"));
                        }

                        break;
                    case GenerationUpdate.FinalImage(var image):
                        Telemetry.Received.Add(image.Bytes.Length, provider);
                        End(Ok);
                        break;
                    case GenerationUpdate.Failed failed:
                        End(Wire.Name(failed.Failure.Code));
                        break;
                }

                yield return update;
            }

            End(Wire.Name(FailureCode.BadOutput));
        }
        finally
        {
            // The reader stopped: because the slot was cancelled, or because the time is over.
            End(Wire.Name(cancellationToken.IsCancellationRequested ? FailureCode.Cancelled : FailureCode.Timeout));
        }

        void End(string code)
        {
            if (outcome is not null)
            {
                return;
            }

            outcome = code;
            Telemetry.ProviderDuration.Record(time.GetElapsedTime(started).TotalSeconds, provider, KeyValuePair.Create(Telemetry.Outcome, (object?)code));
            activity?.SetTag(Telemetry.Outcome, code);
            activity?.SetEndTime(time.GetUtcNow().UtcDateTime);
            if (code != Ok)
            {
                activity?.SetStatus(ActivityStatusCode.Error, code);
                Telemetry.ProviderFailures.Add(1, provider, KeyValuePair.Create("darkroom.code", (object?)code));
            }
        }
    }

    private static ActivityContext Parent(SlotLease lease) =>
        ActivityContext.TryParse(lease.TraceParent, null, isRemote: true, out var parent) ? parent : default;

    private static Activity? Describe(Activity? activity, SlotLease lease) => activity?
        .SetTag("darkroom.generation_id", lease.GenerationId)
        .SetTag("darkroom.image_index", lease.ImageIndex)
        .SetTag("darkroom.attempt", lease.Attempt)
        .SetTag(Telemetry.Provider, lease.Request.Provider)
        .SetTag("darkroom.model", lease.Request.Model);
}
