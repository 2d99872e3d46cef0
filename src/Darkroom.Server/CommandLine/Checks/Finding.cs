namespace Darkroom.Server.CommandLine.Checks;

/// <summary>The result of one check of <c>doctor</c>.</summary>
/// <param name="Check">What was checked.</param>
/// <param name="Status"><c>ok</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to do; null if there is nothing to do.</param>
internal sealed record Finding(string Check, string Status, string Message, string? Advice = null)
{
    public const string OkStatus = "ok";
    public const string WarningStatus = "warning";
    public const string ErrorStatus = "error";

    public static Finding Ok(string check, string message) => new(check, OkStatus, message);

    public static Finding Warning(string check, string message, string advice) => new(check, WarningStatus, message, advice);

    public static Finding Error(string check, string message, string advice) => new(check, ErrorStatus, message, advice);
}

/// <summary>The output of <c>doctor --json</c>.</summary>
internal sealed record DoctorResult(IReadOnlyList<Finding> Findings, int Errors, int Warnings);

/// <summary>The answer of <c>POST /api/providers/{id}/test</c>.</summary>
internal sealed record ProviderTestAnswer(string Result, string Message, string? Advice);
