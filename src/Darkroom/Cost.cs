using System.Globalization;

namespace Darkroom;

/// <summary>How the cost of an image is known.</summary>
public enum CostBasis
{
    /// <summary>The provider said so itself.</summary>
    Reported,

    /// <summary>The tokens it billed, times their price.</summary>
    Tokens,

    /// <summary>The price of such an image: of the price list, or set by the operator.</summary>
    PriceList,

    /// <summary>The provider takes no money.</summary>
    Free,
}

/// <summary>What one image cost.</summary>
/// <param name="Usd">US dollars, 0 to <see cref="MaxUsd"/>.</param>
public sealed record Cost(decimal Usd, CostBasis Basis)
{
    /// <summary>More than one image can cost, in US dollars: what claims to is an error of whoever says so.</summary>
    public const decimal MaxUsd = 1_000_000;

    /// <summary>As a person reads it: cents, and below that two digits, such as <c>$0.042</c>.</summary>
    /// <param name="usd">0 or more.</param>
    public static string ToText(decimal usd)
    {
        var digits = 2;
        for (var rest = usd; rest is > 0 and < 0.1m && digits < 6; rest *= 10)
        {
            digits++;
        }

        var text = Math.Round(usd, digits, MidpointRounding.AwayFromZero).ToString($"F{digits}", CultureInfo.InvariantCulture);
        while (digits-- > 2 && text[^1] == '0')
        {
            text = text[..^1];
        }

        return $"${text}";
    }
}
