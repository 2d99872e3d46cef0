using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>
/// What <c>/sdapi/v1/progress</c> says. There is one state for the whole web UI, whoever's image it is about, and its fields lie
/// at times: Forge may stay at 0.01 for the whole image, SD.Next goes from 0 to 1 at once. Steps are believed, the rest is not.
/// </summary>
internal readonly record struct Automatic1111State
{
    /// <summary>How much is done, 0 to 1; null where no step has been taken.</summary>
    public double? Fraction { get; private init; }

    /// <summary>As the web UI estimates it; null where it has nothing to go by.</summary>
    public TimeSpan? Remaining { get; private init; }

    /// <summary>When the work began, in the web UI's own writing: tells one image's work from the next.</summary>
    public string? StartedAt { get; private init; }

    /// <summary>Whether it is at work.</summary>
    public bool Busy { get; private init; }

    /// <summary>Whether somebody pressed Interrupt or Skip.</summary>
    public bool Stopped { get; private init; }

    /// <summary>Where the unfinished image is in the answer.</summary>
    public JsonStringRange Image { get; private init; }

    /// <summary>Reads an answer; what is not one tells nothing.</summary>
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
                default:
                    reader.Skip();
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
