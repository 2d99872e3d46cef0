using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Darkroom;

/// <summary>
/// The traces and measurements of the engine, both named <see cref="Name"/>. Without a listener they cost next to nothing. None contains a prompt, a key,
/// an address or an image: tags are ids, names of providers and models, and codes.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the source of activities and of the meter.</summary>
    public const string Name = "Darkroom";

    /// <summary>The tag with the id of a provider.</summary>
    public const string Provider = "darkroom.provider";

    /// <summary>The tag with how something ended.</summary>
    public const string Outcome = "darkroom.outcome";

    private static readonly Meter Meter = new(Name);

    public static ActivitySource Source { get; } = new(Name);

    /// <summary>How long images wait in the queue before they are started for the first time.</summary>
    public static Histogram<double> QueueWait { get; } = Meter.CreateHistogram<double>("darkroom.queue.wait", "s", "The time from a request to the start of an image.");

    /// <summary>The duration of calls of providers, by outcome: <c>ok</c>, or the code of a failure.</summary>
    public static Histogram<double> ProviderDuration { get; } = Meter.CreateHistogram<double>("darkroom.provider.duration", "s", "The duration of one call of a provider.");

    /// <summary>Failed calls of providers, by code.</summary>
    public static Counter<long> ProviderFailures { get; } = Meter.CreateCounter<long>("darkroom.provider.failures", "{call}", "Calls of a provider that failed, by code.");

    /// <summary>The time from a call of a provider to its first partial image.</summary>
    public static Histogram<double> FirstPartial { get; } = Meter.CreateHistogram<double>("darkroom.provider.first_partial", "s", "The time to the first partial image of a call.");

    /// <summary>The bytes of the images that providers sent.</summary>
    public static Counter<long> Received { get; } = Meter.CreateCounter<long>("darkroom.provider.received", "By", "The bytes of images from providers, partial images included.");

    /// <summary>The bytes that were sent to clients, by kind: <c>events</c> or <c>file</c>.</summary>
    public static Counter<long> Sent { get; } = Meter.CreateCounter<long>("darkroom.http.sent", "By", "The bytes of event streams and files that were sent to clients.");

    /// <summary>The event streams that are open.</summary>
    public static UpDownCounter<long> OpenStreams { get; } = Meter.CreateUpDownCounter<long>("darkroom.http.open_streams", "{stream}", "Open event streams, by API.");

    /// <summary>The duration of attempts to deliver a webhook, by outcome: <c>delivered</c>, <c>retry</c>, <c>failed</c> or <c>gone</c>.</summary>
    public static Histogram<double> WebhookDuration { get; } = Meter.CreateHistogram<double>("darkroom.webhooks.duration", "s", "The duration of one attempt to deliver a webhook.");

    /// <summary>The known cost of finished images.</summary>
    public static Counter<double> Cost { get; } = Meter.CreateCounter<double>("darkroom.cost", "{USD}", "The known cost of finished images in US dollars.");

    /// <summary>Adds the number of images in the queue, which is measured when it is asked for.</summary>
    /// <param name="measure">Returns the numbers by provider and state.</param>
    public static ObservableGauge<long> ObserveQueue(Func<IEnumerable<Measurement<long>>> measure) =>
        Meter.CreateObservableGauge("darkroom.queue.depth", measure, "{image}", "Images that wait or run, by provider and state.");
}
