using System.Collections.Immutable;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>Reads and checks the files of the brief's form before anything is stored, so that a bad file leaves no incomplete campaign behind.</summary>
internal static class BriefFiles
{
    public const string Logo = "logo";
    private const string Font = "font";

    public static async Task<(ImmutableArray<BriefFile> Files, ImmutableArray<ValidationError> Problems)> ReadAsync(
        IFormCollection form, CampaignFiles files, CancellationToken cancellationToken)
    {
        var read = ImmutableArray.CreateBuilder<BriefFile>();
        var problems = ImmutableArray.CreateBuilder<ValidationError>();
        foreach (var file in form.Files.Where(file => file.Length > 0 && file.Name is Logo or Font))
        {
            var bytes = new byte[file.Length];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            read.Add(new BriefFile(file.Name, file.FileName, bytes));
            if (await files.CheckAsync(bytes, font: file.Name == Font, cancellationToken) is { } problem)
            {
                problems.Add(new ValidationError(file.Name, problem));
            }
        }

        return (read.ToImmutable(), problems.ToImmutable());
    }
}

/// <summary>An uploaded file.</summary>
/// <param name="Field">The form field: <c>logo</c> or <c>font</c>.</param>
/// <param name="Name">The name that it was uploaded with.</param>
internal sealed record BriefFile(string Field, string Name, byte[] Bytes);
