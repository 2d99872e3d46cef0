using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Darkroom.Keys;
using Darkroom.Server.CommandLine.Checks;
using Darkroom.Server.CommandLine.Images;

namespace Darkroom.Server.CommandLine;

/// <summary>What the commands write with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseNames<KeyScope>)])]
[JsonSerializable(typeof(CheckResult))]
[JsonSerializable(typeof(BackupResult))]
[JsonSerializable(typeof(ImportSummary))]
[JsonSerializable(typeof(RunLine))]
[JsonSerializable(typeof(ModelsResult))]
[JsonSerializable(typeof(ExportResult))]
[JsonSerializable(typeof(DoctorResult))]
[JsonSerializable(typeof(ProviderTestAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ApiKeyView))]
[JsonSerializable(typeof(ApiKeyListView))]
[JsonSerializable(typeof(FailureResult))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>The output is no part of a page, so nothing in it is escaped that JSON allows.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns a value as one line.</summary>
    public static string Line<T>(T value, JsonTypeInfo<T> type)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(line, Plain))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return Encoding.UTF8.GetString(line.WrittenSpan);
    }
}

/// <param name="Images">Null if the database is damaged.</param>
internal sealed record CheckResult(string DataFolder, long? Images, long? Bytes, IReadOnlyList<string> Problems);

internal sealed record BackupResult(string DataFolder, string Copy, int Files);

/// <param name="Remarks">The remarks about single files.</param>
/// <param name="Stopped">True if not all files were read.</param>
internal sealed record ImportSummary(string Folder, int Imported, int Rejected, string Summary, IReadOnlyList<string> Remarks, bool Stopped);

/// <summary>A command that failed.</summary>
internal sealed record FailureResult(CommandFailure Error);

/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="Code">The name of the failure in the API; null if it is none of the API's.</param>
internal sealed record CommandFailure(int ExitCode, string? Code, string Message);
