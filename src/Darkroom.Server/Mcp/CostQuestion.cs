using System.Text.Json;
using Darkroom.Providers;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp;

/// <summary>Asks the user before a run that costs more than the operator allows without a question.</summary>
internal sealed class CostQuestion(GenerationService generations, ProviderCatalog providers, McpOptions options)
{
    private const string Key = "cost";
    private const string Proceed = "proceed";
    private const string Unknown = "unknown";

    private const string Cheaper = "Fewer images, a lower quality or a cheaper model cost less; list_models has the prices.";

    /// <summary>Returns why the run must not be started; null if it may.</summary>
    /// <exception cref="InputRequiredException">The user has to be asked. The client calls again with the answer.</exception>
    public string? Check(StartRequest request, RequestContext<CallToolRequestParams> call)
    {
        if (options.AskAboveUsd is not { } limit || generations.QuoteOf(request).Quote is not { } quote || !IsAbove(quote.TotalUsd, limit))
        {
            return null;
        }

        if (AnswerOf(call.Params, quote.TotalUsd) is { } agreed)
        {
            return agreed ? null : $"The user declined this cost: nothing was started, and nothing was spent. Do not repeat the call unchanged. {Cheaper}";
        }

        if (!CanAsk(call.Server))
        {
            return $"{CostOf(quote)} Above {Cost.ToText(limit)} Darkroom asks the user first, which this client does not support here: it lacks elicitation. "
                + $"Nothing was started. {Cheaper} The operator can raise Mcp:AskAboveUsd.";
        }

        throw new InputRequiredException(
            new Dictionary<string, InputRequest> { [Key] = InputRequest.ForElicitation(QuestionAbout(request, quote)) }, StateOf(quote.TotalUsd));
    }

    private bool IsAbove(decimal? usd, decimal limit) => usd is null ? options.AskIfPriceUnknown : usd > limit;

    /// <summary>Returns the user's answer to this or a higher cost; null if there is none.</summary>
    private static bool? AnswerOf(CallToolRequestParams sent, decimal? usd)
    {
        if (sent.InputResponses?.TryGetValue(Key, out var response) is not true || !Covers(sent.RequestState, usd))
        {
            return null;
        }

        var answer = response.Deserialize(InputResponse.ElicitResultJsonTypeInfo);
        return answer is { IsAccepted: true }
            && !(answer.Content?.TryGetValue(Proceed, out var proceed) is true && proceed.ValueKind is JsonValueKind.False);
    }

    private static bool Covers(string? state, decimal? usd) => usd is null
        ? state == Unknown
        : decimal.TryParse(state, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var asked) && asked >= usd;

    private static string StateOf(decimal? usd) => usd?.ToString(CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary>A client that names no mode supports forms.</summary>
    private static bool CanAsk(McpServer server) =>
        server.IsMrtrSupported && server.ClientCapabilities?.Elicitation is { } elicitation && (elicitation.Form is not null || elicitation.Url is null);

    private ElicitRequestParams QuestionAbout(StartRequest request, CostQuote quote)
    {
        var provider = request.Provider is null ? providers.Default.Description.Name : providers.NameOf(request.Provider);
        var images = PageText.Images(quote.N);
        return new ElicitRequestParams
        {
            Message = $"Make {images} with {provider}{(request.Model is { } model ? $" ({model})" : "")}? {CostOf(quote)} Prompt: {PageText.Short(request.Prompt ?? "", 200)}",
            RequestedSchema = new ElicitRequestParams.RequestSchema
            {
                Properties = new Dictionary<string, ElicitRequestParams.PrimitiveSchemaDefinition>
                {
                    [Proceed] = new ElicitRequestParams.BooleanSchema { Title = $"Make {images}", Default = true },
                },
            },
        };
    }

    private static string CostOf(CostQuote quote) => quote.TotalUsd is null ? "The cost of this run is unknown." : $"The estimated cost of this run is {Cost.ToText(quote.TotalUsd.Value)}.";
}
