using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Darkroom.Costs;
using Darkroom.Providers;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp.Tools;

/// <summary>Lists the models that can be used, with what each supports and costs.</summary>
internal sealed class ModelList(ProviderCatalog providers, ModelNames names, GenerationService generations, ILogger<ModelList> log)
    : DarkroomTool<ModelListArguments, ModelsContent>(Text, Hints, McpJson.Default.ModelListArguments, McpJson.Default.ModelsContent, log)
{
    private static readonly ToolText Text = new(
        "list_models",
        "List models",
        """
        Lists the models that can make images here, with sizes, qualities, prices, and whether they edit images. Use it before you choose a model, a size or a quality, or when another tool refused one.
        """);

    private static ToolAnnotations Hints => new() { ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false };

    protected override async Task<ToolAnswer<ModelsContent>> RunAsync(
        ModelListArguments arguments, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken)
    {
        var chosen = names.Usable.Where(one => arguments.Provider is null || one.Id == arguments.Provider).ToList();
        if (chosen.Count == 0)
        {
            return ToolAnswer<ModelsContent>.Refused(
                $"There is no provider '{PageText.Short(arguments.Provider!, 40)}' here. Send one of {string.Join(", ", names.Usable.Select(one => one.Id))}.");
        }

        var models = chosen.SelectMany(provider => NamesOf(provider).Select(model => ContentOf(provider, model))).ToImmutableArray();
        return new ToolAnswer<ModelsContent>(new ModelsContent
        {
            Default = providers.Default.Id,
            Models = models,
            FurtherModels = arguments.Provider is null ? null : await FurtherAsync(arguments.Provider, models, cancellationToken),
        });
    }

    private async Task<ImmutableArray<string>> FurtherAsync(string provider, ImmutableArray<ModelContent> models, CancellationToken cancellationToken) =>
        [.. (await names.AllAsync(cancellationToken)).Where(model => model.Target is { Model: not null } target && target.Provider.Id == provider).Select(model => model.Name).Except(models.Select(model => model.Model))];

    /// <summary>Returns the models that the caller may use. A provider without a list of models has its default only.</summary>
    private ImmutableArray<string?> NamesOf(IImageProvider provider)
    {
        var can = provider.CapabilitiesOf(null);
        if (can.Models.IsEmpty)
        {
            return [null];
        }

        ImmutableArray<string?> usual = [.. can.Models.Where(MayUse)];
        return usual.IsEmpty ? [.. can.FurtherModels.Where(MayUse)] : usual;

        bool MayUse(string model) => names.MayUse(new ModelTarget(provider, model));
    }

    private ModelContent ContentOf(IImageProvider provider, string? model)
    {
        var can = provider.CapabilitiesOf(model);
        var quote = generations.QuoteOf(new StartRequest { Provider = provider.Id, Model = model }).Quote;
        return new ModelContent
        {
            Model = model is null ? provider.Id : $"{provider.Id}/{model}",
            Provider = provider.Description.Name,
            PriceUsd = quote?.Each?.Usd,
            PriceIsMaximum = quote?.Each is Estimate { AtMost: true } ? true : null,
            Sizes = can.Sizes.Text,
            Qualities = can.Qualities,
            OutputFormats = can.Formats,
            Backgrounds = can.Backgrounds,
            Seed = can.Seed,
            NegativePrompt = can.NegativePrompt,
            MaxPromptLength = can.MaxPromptLength,
            Edits = can.Edits is { } edits ? new EditsContent(edits.MaxImages, edits.Mask) : null,
            Notice = can.Notice,
        };
    }
}

/// <summary>The arguments of <c>list_models</c>.</summary>
internal sealed record ModelListArguments
{
    [Description("The id of a provider, for its models only, including those that are rarely used.")]
    [StringLength(40, MinimumLength = 1)]
    public string? Provider { get; init; }
}

/// <summary>The models.</summary>
internal sealed record ModelsContent
{
    [Description("The provider that is used if a call names no model.")]
    public required string Default { get; init; }

    public required ImmutableArray<ModelContent> Models { get; init; }

    [Description("Names of further models of the provider.")]
    public ImmutableArray<string>? FurtherModels { get; init; }
}

/// <summary>A model.</summary>
internal sealed record ModelContent
{
    [Description("The name for the argument model. The first model of a provider is its default.")]
    public required string Model { get; init; }

    [Description("The name of the provider.")]
    public required string Provider { get; init; }

    [Description("Estimated US dollars for one image with default settings, 0 if it is free; missing if the price is unknown.")]
    public decimal? PriceUsd { get; init; }

    [Description("Whether the price is the highest one, because the provider chooses the quality.")]
    public bool? PriceIsMaximum { get; init; }

    public required string Sizes { get; init; }

    [Description("The cheapest first; empty if there is no choice.")]
    public required ImmutableArray<string> Qualities { get; init; }

    [Description("The default first; empty if there is no choice.")]
    public required ImmutableArray<string> OutputFormats { get; init; }

    public required ImmutableArray<string> Backgrounds { get; init; }

    [Description("Whether seeds are supported.")]
    public required bool Seed { get; init; }

    [Description("Whether negative prompts are supported.")]
    public required bool NegativePrompt { get; init; }

    public required int MaxPromptLength { get; init; }

    [Description("What edit_image can do with it; missing if it cannot edit.")]
    public EditsContent? Edits { get; init; }

    [Description("What to know about the model, for example that it ends soon.")]
    public string? Notice { get; init; }
}

/// <summary>What a model can do with images.</summary>
internal sealed record EditsContent(int MaxImages, bool Mask);
