using System.Globalization;

namespace Darkroom;

/// <summary>How the cost of an image is known.</summary>
public enum CostBasis
{
    /// <summary>The provider reported it.</summary>
    Reported,

    /// <summary>The billed tokens times their price.</summary>
    Tokens,

    /// <summary>The price of such an image, from the price table or set by the operator.</summary>
    PriceList,

    /// <summary>The provider is free.</summary>
    Free,
}

/// <summary>The cost of one image.</summary>
/// <param name="Usd">US dollars, 0 to <see cref="MaxUsd"/>.</param>
public sealed record Cost(decimal Usd, CostBasis Basis)
{
    /// <summary>The largest plausible cost of one image in US dollars; a larger value is an error of its source.</summary>
    public const decimal MaxUsd = 1_000_000;

    /// <summary>Formats an amount for people: in cents, and below 10 cents with two significant digits, such as <c>$0.042</c>.</summary>
    /// <param name="usd">0 or more.</param>
    public static string ToText(decimal usd) => LocalText.Format(EngineTexts.Dollars, Amount(usd));

    private static string Amount(decimal usd)
    {
        var digits = 2;
        for (var rest = usd; rest is > 0 and < 0.1m && digits < 6; rest *= 10)
        {
            digits++;
        }

        var text = Math.Round(usd, digits, MidpointRounding.AwayFromZero).ToString($"F{digits}", CultureInfo.CurrentUICulture);
        while (digits-- > 2 && text[^1] == '0')
        {
            text = text[..^1];
        }

        return text;
    }
}
