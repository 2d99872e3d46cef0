using Darkroom.Costs;
using Darkroom.Keys;

namespace Darkroom.Texts;

/// <summary>Calls the text model, and counts its cost against the limit of the day and those of the caller's API key.</summary>
public sealed class TextCosts(
    ITextGenerator generator, IChargeLedger charges, PriceTable prices, Func<CostOptions> options, ICurrentCaller callers, TimeProvider time)
{
    /// <summary>The provider's id of charges for texts.</summary>
    public const string Provider = "text";

    /// <inheritdoc cref="ITextGenerator.Setup"/>
    public TextSetup Setup => generator.Setup;

    /// <inheritdoc cref="ITextGenerator.GenerateAsync"/>
    public async Task<TextOutcome> GenerateAsync(TextRequest request, CancellationToken cancellationToken)
    {
        var setup = generator.Setup;
        if (!setup.Configured || !setup.Paid)
        {
            return await generator.GenerateAsync(request, cancellationToken);
        }

        var cap = options().DailyCapUsd;
        // A token has at least one character.
        var most = new TokenUsage(request.Instructions.Length + request.Text.Length, request.MaxTokens, 0);
        var call = new ChargeRequest(Ids.New(time), 0, 1, Provider, setup.Model, prices.OfText(setup.PriceScope, setup.Model, most)?.Usd)
        {
            ApiKeyId = callers.Caller.Key?.Id,
        };
        var reserved = cap is 0 ? default : await charges.ReserveAsync(call, cap, cancellationToken);
        if (!reserved.Made)
        {
            var why = reserved.Key?.Message ?? $"Today's limit of {Cost.ToText(cap ?? 0)} (Costs:DailyCapUsd) would be exceeded.";
            return new TextOutcome.Failed(new Failure(FailureCode.Quota, why), Billed: false);
        }

        // Without a result, the charge stays with an unknown cost.
        var outcome = await generator.GenerateAsync(request, cancellationToken);
        switch (outcome)
        {
            case TextOutcome.Written { Usage: { } usage } when prices.OfText(setup.PriceScope, setup.Model, usage) is { } cost:
                await charges.SettleAsync(call, cost, CancellationToken.None);
                break;
            case TextOutcome.Failed { Billed: false }:
                await charges.ReleaseAsync(call, CancellationToken.None);
                break;
        }

        return outcome;
    }
}
