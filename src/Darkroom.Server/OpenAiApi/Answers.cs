using System.IO.Pipelines;
using System.Text.Json;
using Darkroom.Imaging;

namespace Darkroom.Server.OpenAiApi;

/// <summary>What answers and events have in common.</summary>
internal static class Answers
{
    /// <summary>A multiple of three, so that the parts of an image join without padding; small, so that a slow client costs little memory.</summary>
    private const int ChunkSize = 48 * 1024;

    /// <summary>Writes an image as base64, a piece at a time: whole images would lie in memory several times.</summary>
    public static async Task WriteImageAsync(this Utf8JsonWriter json, string name, Stream image, PipeWriter output, CancellationToken cancellationToken)
    {
        json.WritePropertyName(name);
        var chunk = new byte[ChunkSize];
        int read;
        do
        {
            read = await image.ReadAtLeastAsync(chunk, ChunkSize, throwOnEndOfStream: false, cancellationToken);
            json.WriteBase64StringSegment(chunk.AsSpan(0, read), isFinalSegment: read < ChunkSize);
            await json.FlushAsync(cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
        while (read == ChunkSize);
    }

    /// <summary>Writes the billed tokens. Every field is there, because clients read them without a check.</summary>
    public static void WriteUsage(this Utf8JsonWriter json, IEnumerable<TokenUsage?> usages)
    {
        var known = usages.OfType<TokenUsage>().ToList();
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", known.Sum(one => one.InputTokens));
        json.WriteNumber("output_tokens", known.Sum(one => one.OutputTokens));
        json.WriteNumber("total_tokens", known.Sum(one => one.TotalTokens));
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber("text_tokens", known.Sum(one => one.TextInputTokens ?? (one.InputTokens - (one.ImageInputTokens ?? 0))));
        json.WriteNumber("image_tokens", known.Sum(one => one.ImageInputTokens ?? 0));
        json.WriteEndObject();
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("text_tokens", known.Sum(one => one.TextOutputTokens ?? 0));
        json.WriteNumber("image_tokens", known.Sum(one => one.ImageOutputTokens ?? (one.OutputTokens - (one.TextOutputTokens ?? 0))));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Returns the name of a format in the API.</summary>
    public static string NameOf(ImageFormat format) => format.Mime()["image/".Length..];

    /// <summary>Writes what was made: the size of the image, and what the provider reports or was asked for.</summary>
    public static void WriteFacts(this Utf8JsonWriter json, ImageJob job, FinishedImage? image)
    {
        json.WriteString("size", image?.Size.ToString() ?? job.Request.Size ?? "auto");
        json.WriteString("quality", image?.Quality ?? job.Request.Quality ?? "auto");
        json.WriteString("background", image?.Reported?.Background ?? job.Request.Background ?? "auto");
        json.WriteString("output_format", NameOf(job.Format));
    }

    /// <summary>Returns the error for an image that was not made.</summary>
    /// <param name="paid">Whether the provider may have charged for it: clients must not repeat the request by themselves then.</param>
    public static OpenAiError ErrorOf(FailureCode code, string message, TimeSpan? retryAfter, bool paid) => code switch
    {
        FailureCode.ModerationBlocked => new(StatusCodes.Status400BadRequest, "image_generation_user_error", "moderation_blocked", message),
        FailureCode.InvalidRequest => OpenAiError.Invalid(null, message),
        FailureCode.RateLimited => new(StatusCodes.Status429TooManyRequests, "rate_limit_error", "rate_limit_exceeded", message) { RetryAfter = retryAfter },
        FailureCode.Quota => new(StatusCodes.Status429TooManyRequests, "insufficient_quota", "insufficient_quota", message) { ShouldRetry = false },

        // The key of the server at the provider, not that of the client.
        FailureCode.Authentication or FailureCode.Permission =>
            new(StatusCodes.Status502BadGateway, OpenAiError.ServerError, "provider_authentication", message) { ShouldRetry = false },
        FailureCode.Unavailable or FailureCode.ModelLoading =>
            // It was tried several times already.
            new(StatusCodes.Status503ServiceUnavailable, OpenAiError.ServerError, OpenAiError.ServerError, message) { RetryAfter = retryAfter, ShouldRetry = false },
        _ when paid => new(StatusCodes.Status409Conflict, OpenAiError.ServerError, "may_have_been_charged", message) { ShouldRetry = false },
        FailureCode.Timeout => new(StatusCodes.Status504GatewayTimeout, OpenAiError.ServerError, OpenAiError.ServerError, message),
        _ => new(StatusCodes.Status502BadGateway, OpenAiError.ServerError, OpenAiError.ServerError, message),
    };
}
