using System.Text;
using DomSec.Ber;

namespace DomSec.Layers;

/// <summary>
/// Looks for the labels of protected parts inside other content, line by line: only to say that a protection covers a part and not the
/// message (SEC-WRP-01). Nothing found here is ever opened or believed.
/// </summary>
internal sealed class ProtectedPartScanner : OctetSink
{
    private const int MaxLine = 256;

    private readonly byte[] _line = new byte[MaxLine];
    private int _length;
    private bool _ended; // a line end came; whether the line goes on, the next octet says

    private bool _isStarted;
    private bool _isOther;

    public bool Found { get; private set; }

    /// <summary>Whether there is a part labelled as a signature: beside a multipart/signed it belongs to it, without one it covers nothing that is known.</summary>
    public bool FoundSignature { get; private set; }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && !Found)
        {
            // RFC 5322 section 2.2.3: a line that starts with a blank continues the field.
            if (_ended && octets[0] is not ((byte)' ' or (byte)'\t'))
            {
                Check();
                _length = 0;
                _isStarted = false;
            }

            if (!_isStarted)
            {
                _isStarted = true;
                _isOther = octets[0] is not ((byte)'c' or (byte)'C'); // nearly every line: no Content-Type field
            }

            int newline = octets.IndexOf((byte)'\n');
            ReadOnlySpan<byte> piece = newline < 0 ? octets : octets[..newline];
            int take = _isOther ? 0 : Math.Min(piece.Length, MaxLine - _length);
            piece[..take].CopyTo(_line.AsSpan(_length));
            _length += take;
            _ended = newline >= 0;
            octets = _ended ? octets[(newline + 1)..] : default;
        }
    }

    public override void Complete() => Check();

    private void Check()
    {
        if (_length == 0)
        {
            return;
        }

        Span<byte> lower = stackalloc byte[MaxLine];
        Ascii.ToLower(_line.AsSpan(0, _length), lower, out int written);
        ReadOnlySpan<byte> line = lower[..written];
        if (line.StartsWith("content-type:"u8))
        {
            FoundSignature |= line.IndexOf("application/pkcs7-signature"u8) >= 0 || line.IndexOf("application/x-pkcs7-signature"u8) >= 0;
            Found |= line.IndexOf("application/pkcs7-mime"u8) >= 0 || line.IndexOf("application/x-pkcs7-mime"u8) >= 0 || line.IndexOf("multipart/signed"u8) >= 0;
        }
    }
}
