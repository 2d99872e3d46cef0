using System.Collections.Immutable;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>Reads the files that come with the brief's form, and looks at them before anything is kept: a bad one leaves no half-made campaign behind.</summary>
internal static class BriefFiles
{
    public const string Logo = "logo";
    private const string Font = "font";

    public static async Task<(ImmutableArray<BriefFile> Files, ImmutableArray<ValidationError> Wrong)> ReadAsync(
        IFormCollection form, CampaignFiles files, CancellationToken cancellationToken)
    {
        var read = ImmutableArray.CreateBuilder<BriefFile>();
        var wrong = ImmutableArray.CreateBuilder<ValidationError>();
        foreach (var file in form.Files.Where(file => file.Length > 0 && file.Name is Logo or Font))
        {
            var bytes = new byte[file.Length];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            read.Add(new BriefFile(file.Name, file.FileName, bytes));
            if (await files.WrongAsync(bytes, font: file.Name == Font, cancellationToken) is { } problem)
            {
                wrong.Add(new ValidationError(file.Name, problem));
            }
        }

        return (read.ToImmutable(), wrong.ToImmutable());
    }
}

/// <param name="Field">What it is for: <c>logo</c> or <c>font</c>.</param>
/// <param name="Name">As the person called it.</param>
internal sealed record BriefFile(string Field, string Name, byte[] Bytes);
