using System.Text;
using System.Text.Json;
using Darkroom.Keys;
using Darkroom.Storage;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp;

/// <summary>Starts generations for tools, or finds the one that an earlier call with the same request id started, and waits for it.</summary>
internal sealed class ToolRuns(
    GenerationService generations, IGenerationStore store, ICurrentCaller callers, CostQuestion question, GenerationWait wait, GenerationReport report)
{
    public async Task<ToolAnswer<GenerationContent>> StartAsync(
        StartRequest request, RunArguments arguments, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken)
    {
        var idempotency = arguments.RequestId is null ? null : new IdempotencyKey(
            $"mcp {ContentHash.Compute(Encoding.UTF8.GetBytes(arguments.RequestId))}", ContentHash.Compute(JsonSerializer.SerializeToUtf8Bytes(request)));

        // What was started before costs nothing more.
        var known = callers.Caller.Own(idempotency) is { Key: var key } && await store.HasKeyAsync(key, cancellationToken);
        if (!known && question.Check(request, call) is { } refusal)
        {
            return ToolAnswer<GenerationContent>.Refused(refusal);
        }

        return await generations.StartAsync(request, idempotency, cancellationToken) switch
        {
            StartOutcome.Accepted(var state, _) => await WaitAsync(state.Id, arguments.WaitSeconds ?? RunArguments.DefaultWait, call, cancellationToken),
            var rejected => ToolAnswer<GenerationContent>.Refused(ReasonOf(rejected)),
        };
    }

    /// <summary>Waits for a generation and reports it.</summary>
    public async Task<ToolAnswer<GenerationContent>> WaitAsync(
        string id, int seconds, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await wait.RunAsync(id, TimeSpan.FromSeconds(seconds), call, cancellationToken) is { } state
            ? await report.CreateAsync(state, cancellationToken)
            : ToolAnswer<GenerationContent>.Refused(NoGeneration(id));

    public static string NoGeneration(string id) =>
        $"There is no generation '{PageText.Short(id, 40)}'. Send the generation_id of a result of generate_image or edit_image; search_gallery finds finished images.";

    public static string NoModel(string? name, ModelNames models) => models.WhyNotConfigured(name ?? "") is { } reason
        ? $"{reason} list_models lists the models that can be used."
        : $"There is no model '{PageText.Short(name ?? "", 60)}' here. list_models lists the models; these providers are set up: {string.Join(", ", models.Usable.Select(one => one.Id))}.";

    private static string ReasonOf(StartOutcome outcome) => outcome switch
    {
        StartOutcome.KeyReused(var id) => $"This request_id was used for another request, which started the generation {id}. Use another request_id for a new request.",
        StartOutcome.Invalid(var errors) =>
            string.Join('\n', errors.Select(error => $"{error.Field}: {error.Message}")) + "\nNothing was started. list_models shows what each model supports.",
        StartOutcome.OverKeyLimit({ Limit: KeyLimit.Models } refusal) => $"{refusal.Message}\nNothing was started. list_models lists the models that this key may use.",

        // A limit, a full queue or a missing setting: no other argument would help.
        _ => string.Join('\n', outcome.Errors.Select(error => error.Message)) + "\nNothing was started.",
    };
}
