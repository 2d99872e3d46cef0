using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>
/// The response of <c>/sdapi/v1/progress</c>. There is one state for the whole web UI, and some fields are unreliable: the progress of Forge may
/// stay at 0.01, that of SD.Next jumps from 0 to 1. Therefore only the steps are used.
/// </summary>
internal readonly record struct Automatic1111State
{
    /// <summary>The completed share, 0 to 1; null before the first step.</summary>
    public double? Fraction { get; private init; }

    /// <summary>The remaining time as the web UI estimates it; null if it has no estimate.</summary>
    public TimeSpan? Remaining { get; private init; }

    /// <summary>The start time in the web UI's format, which identifies the job.</summary>
    public string? StartedAt { get; private init; }

    /// <summary>Whether a job is running.</summary>
    public bool Busy { get; private init; }

    /// <summary>Whether a user pressed Interrupt or Skip.</summary>
    public bool Stopped { get; private init; }

    /// <summary>The range of the unfinished image's base64.</summary>
    public JsonStringRange Image { get; private init; }

    /// <summary>Reads a response. Returns an empty state if it is something else.</summary>
    public static Automatic1111State Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            return Read(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static Automatic1111State Read(ref Utf8JsonReader reader)
    {
        var image = default(JsonStringRange);
        var (eta, state) = (default(double?), default(JsonElement));
        var inside = false;
        while (reader.NextProperty(ref inside, out var name))
        {
            switch (name)
            {
                case "eta_relative":
                    eta = reader.TokenType is JsonTokenType.Number && reader.TryGetDouble(out var seconds) ? seconds : null;
                    break;
                case "state":
                    state = JsonElement.ParseValue(ref reader);
                    break;
                case "current_image":
                    image = reader.StringRange();
                    break;
            }
        }

        var fraction = FractionOf(state);
        return new Automatic1111State
        {
            Fraction = fraction,
            Remaining = fraction is not null && eta > 0 ? RetryAfter.FromSeconds(eta.Value) : null,
            StartedAt = state.Text("job_timestamp"),
            Busy = state.Integer("job_count") > 0 || state.Text("job") is { Length: > 0 },
            Stopped = state.Boolean("interrupted") is true || state.Boolean("skipped") is true,
            Image = image,
        };
    }

    private static double? FractionOf(JsonElement state)
    {
        if (state.Number("sampling_step") is not (> 0 and var step) || state.Number("sampling_steps") is not (> 0 and var steps))
        {
            return null;
        }

        var jobs = Math.Max(state.Number("job_count") ?? 1, 1);
        var job = Math.Clamp(state.Number("job_no") ?? 0, 0, jobs - 1);
        return Math.Clamp((job + Math.Min(step / steps, 1)) / jobs, 0, 1);
    }
}
