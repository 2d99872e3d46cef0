using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol.Protocol;

namespace Darkroom.Server.Mcp;

/// <summary>The result of a tool: what it found or made, or why not.</summary>
/// <param name="Content">Null if the call was refused.</param>
internal sealed record ToolAnswer<T>(T? Content)
    where T : class
{
    /// <summary>Images and links, after the text.</summary>
    public IReadOnlyList<ContentBlock> Blocks { get; init; } = [];

    /// <summary>Whether the call failed, although there is content that says how.</summary>
    public bool Failed { get; init; }

    /// <summary>Why the call was refused, and what would be right.</summary>
    public string? Refusal { get; init; }

    public static ToolAnswer<T> Refused(string reason) => new((T?)null) { Refusal = reason };

    /// <summary>Returns the result for the client. The content is its text too, because many clients pass on only texts and images.</summary>
    public CallToolResult ToResult(JsonTypeInfo<T> type)
    {
        if (Content is null)
        {
            return new CallToolResult { Content = [new TextContentBlock { Text = Refusal! }], IsError = true };
        }

        var content = JsonSerializer.SerializeToElement(Content, type);
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = content.GetRawText() }, .. Blocks],
            StructuredContent = content,
            IsError = Failed ? true : null,
        };
    }
}
