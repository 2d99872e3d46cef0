using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Darkroom.Storage;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp;

/// <summary>What a tool is for clients.</summary>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">What it does and when to use it, for a model that does not know Darkroom.</param>
internal sealed record ToolText(string Name, string Title, string Description);

/// <summary>A tool. Whatever is wrong with a call is a result with advice: a protocol error would not reach the model.</summary>
/// <typeparam name="TArguments">Its arguments; the schema is made of this type.</typeparam>
/// <typeparam name="TContent">Its structured content; the schema is made of this type.</typeparam>
internal abstract partial class DarkroomTool<TArguments, TContent> : McpServerTool
    where TContent : class
{
    private readonly JsonTypeInfo<TArguments> _arguments;
    private readonly JsonTypeInfo<TContent> _content;
    private readonly ToolArguments _check;
    private readonly ILogger _log;

    protected DarkroomTool(
        ToolText text, ToolAnnotations hints, JsonTypeInfo<TArguments> arguments, JsonTypeInfo<TContent> content, ILogger log)
    {
        (_arguments, _content, _log) = (arguments, content, log);
        var input = ToolSchema.Of(arguments);
        _check = new ToolArguments(text.Name, input);
        hints.Title = text.Title;
        ProtocolTool = new Tool
        {
            Name = text.Name,
            Title = text.Title,
            Description = text.Description,
            InputSchema = input,
            OutputSchema = ToolSchema.Of(content),
            Annotations = hints,
        };
    }

    public sealed override Tool ProtocolTool { get; }

    public sealed override IReadOnlyList<object> Metadata => [];

    public sealed override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        // Tools answer in one language, whatever the client accepts: their reader is a model.
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        var sent = request.Params.Arguments ?? new Dictionary<string, JsonElement>();
        if (_check.Problems(sent) is { Count: > 0 } problems)
        {
            return Refuse(string.Join('\n', problems));
        }

        try
        {
            var arguments = JsonSerializer.Deserialize(ToolArguments.ToJson(sent), _arguments)!;
            return (await RunAsync(arguments, request, cancellationToken)).ToResult(_content);
        }
        catch (StorageException fault)
        {
            LogFault(_log, fault, ProtocolTool.Name);
            return Refuse($"{fault.Message} Try again in a moment.");
        }
    }

    /// <exception cref="InputRequiredException">The user has to be asked first. The client calls again with the answer.</exception>
    protected abstract Task<ToolAnswer<TContent>> RunAsync(
        TArguments arguments, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken);

    private CallToolResult Refuse(string reason) => ToolAnswer<TContent>.Refused(reason).ToResult(_content);

    [LoggerMessage(Level = LogLevel.Error, Message = "The MCP tool {Tool} failed")]
    private static partial void LogFault(ILogger log, Exception fault, string tool);
}
