using MimeKit;

namespace DomSec.Mime;

/// <summary>MimeMessage to octets and back. What a parsed message holds as received is written as received.</summary>
internal static class MessageBytes
{
    private static readonly FormatOptions _format = CreateFormat();

    public static async ValueTask<MemoryStream> WriteAsync(MimeMessage message, CancellationToken ct)
    {
        var stream = new MemoryStream();
        await message.WriteToAsync(_format, stream, ct).ConfigureAwait(false);
        stream.Position = 0;
        return stream;
    }

    public static MimeMessage Read(MemoryStream stream)
    {
        stream.Position = 0;
        return MimeMessage.Load(stream);
    }

    private static FormatOptions CreateFormat()
    {
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
