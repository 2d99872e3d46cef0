using System.Collections.ObjectModel;
using System.Net;

namespace Darkroom.Client;

/// <summary>A call failed: the server reported a problem (RFC 9457), could not be reached, or answered with something that is not Darkroom's.</summary>
public sealed class DarkroomException : Exception
{
    internal DarkroomException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>The name of the failure for programs: one of <see cref="ErrorCodes"/>, or a newer one.</summary>
    public string Code { get; }

    /// <summary>What is wrong, in a few words; null if the server did not report it.</summary>
    public string? Title { get; init; }

    /// <summary>What was wrong and what would be right; null if the server did not report it.</summary>
    public string? Detail { get; init; }

    /// <summary>The status of the answer; null if there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How long the server asks to wait before another try; null if it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The setting that the provider lacks, such as <c>OPENAI_API_KEY</c>, if it is not configured; null otherwise.</summary>
    public string? MissingSetting { get; init; }

    /// <summary>The messages of each invalid field by its name, such as <c>size</c>; empty if no field is invalid.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } = ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Whether the same call may succeed later without a change, and was not refused.</summary>
    internal bool IsTransient => Status is null
        ? Code is ErrorCodes.ConnectionFailed or ErrorCodes.Timeout
        : Status is HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
