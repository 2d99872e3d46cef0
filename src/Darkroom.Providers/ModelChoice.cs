using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers;

/// <summary>The models of one provider as of today: the default one, those to choose from, and what each supports.</summary>
/// <param name="scope">The id of the provider in the catalog of models.</param>
/// <param name="preferred">The operator's default, or null.</param>
/// <param name="atHome">Whether requests go to the service whose announcements the catalog holds, and not to a gateway or another server.</param>
/// <param name="log">Receives a warning when the default ends; null for none.</param>
internal sealed partial class ModelChoice(string scope, string? preferred, bool atHome, TimeProvider time, ILogger? log)
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Shipped;
    private Day? _today;
    private string? _logged;

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>The name of the default model; null if the server has its own.</summary>
    public string? Default => preferred is null ? Catalog.DefaultOf(scope, Today)?.Name : EndOf(preferred) is { Over: true } end ? end.Replacement : preferred;

    /// <summary>The names to choose from, the default first.</summary>
    public ImmutableArray<string> Names
    {
        get
        {
            var first = Default;
            return [.. first is null ? [] : (string[])[first], .. Catalog.OfferedBy(scope, Today).Where(name => name != first)];
        }
    }

    /// <summary>Returns the rules of a model.</summary>
    /// <param name="model">The name; null for the default, or for an unknown one if the server has its own.</param>
    public ModelRules RulesOf(string? model) => Catalog.Find(scope, model ?? Default ?? "")!;

    /// <summary>Returns what a model supports.</summary>
    /// <inheritdoc cref="RulesOf" path="/param"/>
    public ProviderCapabilities Capabilities(string? model)
    {
        // Pages read the default of every provider.
        var today = Today;
        if (model is null && _today is { } known && known.Date == today)
        {
            return known.Default;
        }

        var can = CapabilitiesOf(model);
        if (model is null)
        {
            _today = new Day(today, can);
            if (can.Notice is { } notice)
            {
                Log(can.Models[0], notice);
            }
        }

        return can;
    }

    private ProviderCapabilities CapabilitiesOf(string? model)
    {
        var replaced = preferred is null ? Catalog.MovedDefaultOf(scope, Today) : EndOf(preferred) is { Over: true } end ? end : null;
        var rules = RulesOf(model);
        return rules.ToCapabilities() with
        {
            Models = Names,
            Upscalers = Catalog.UpscalersOf(scope, Today),
            End = atHome ? rules.EndAt(Today) : null,
            Replaced = model is null || model == Default ? replaced : null,
        };
    }

    /// <summary>Returns the text model that calls the image model.</summary>
    /// <param name="configured">The operator's, or null.</param>
    public string TextModel(string? configured)
    {
        var today = Today;
        var end = configured is null ? Catalog.MovedDefaultOf(scope, today, text: true) : EndOf(configured) is { Over: true } over ? over : null;
        if (end is not null)
        {
            Log(end.Replacement, end.MovedText);
        }

        return end?.Replacement ?? configured ?? Catalog.DefaultOf(scope, today, text: true)!.Name;
    }

    /// <summary>Returns the announced end of a model; null if there is none, or if it is another service.</summary>
    private ModelEnd? EndOf(string model) => atHome ? Catalog.Find(scope, model)?.EndAt(Today) : null;

    private void Log(string model, string notice)
    {
        if (log is not null && Interlocked.Exchange(ref _logged, notice) != notice)
        {
            LogEnd(log, scope, model, notice);
        }
    }

    private sealed record Day(DateOnly Date, ProviderCapabilities Default);

    [LoggerMessage(LogLevel.Warning, "The default model of {Provider} is {Model}: {Notice}")]
    private static partial void LogEnd(ILogger logger, string provider, string model, string notice);
}
