using System.Globalization;
using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.Extensions;

namespace Darkroom.Server.Gallery.Pages;

/// <summary>Addresses of gallery views. The address contains the whole view, so it can be bookmarked and shared.</summary>
internal static class GalleryLinks
{
    public static string To(GalleryQuery query, long? cursor = null)
    {
        var builder = new QueryBuilder();
        Add("q", query.Text);
        Add("provider", query.Provider);
        Add("cursor", cursor?.ToString(CultureInfo.InvariantCulture));
        return "/gallery" + builder.ToQueryString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                builder.Add(name, value);
            }
        }
    }
}
