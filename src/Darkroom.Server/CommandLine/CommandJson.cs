using System.Text.Json.Serialization;

namespace Darkroom.Server.CommandLine;

/// <summary>What the commands write with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckResult))]
[JsonSerializable(typeof(BackupResult))]
[JsonSerializable(typeof(ImportSummary))]
[JsonSerializable(typeof(FailureResult))]
internal sealed partial class CommandJson : JsonSerializerContext;

/// <param name="Images">Null if the database is damaged.</param>
internal sealed record CheckResult(string DataFolder, long? Images, long? Bytes, IReadOnlyList<string> Problems);

internal sealed record BackupResult(string DataFolder, string Copy, int Files);

/// <param name="Remarks">What there is to say about single files.</param>
/// <param name="Stopped">True if not all files were read.</param>
internal sealed record ImportSummary(string Folder, int Imported, int Rejected, string Summary, IReadOnlyList<string> Remarks, bool Stopped);

/// <summary>A command that failed.</summary>
internal sealed record FailureResult(CommandFailure Error);

/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
internal sealed record CommandFailure(int ExitCode, string Message);
