using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// The reading side of <see cref="AeadStreamEncryptor"/>. Its output lags by the tag's length, because Bouncy Castle expects the tag at the end.
/// </summary>
internal sealed class AeadStreamDecryptor : ContentDecryptor
{
    private const int BlockSize = 64; // ChaCha20's, the larger one

    private readonly IAeadCipher _cipher;

    public AeadStreamDecryptor(ContentMode mode, ReadOnlySpan<byte> cek, ReadOnlySpan<byte> nonce, int tagSize)
    {
        TagSize = tagSize;
        _cipher = mode == ContentMode.ChaCha20Poly1305 ? new ChaCha20Poly1305() : new GcmBlockCipher(AesUtilities.CreateEngine());
        _cipher.Init(forEncryption: false, new AeadParameters(new KeyParameter(cek), tagSize * 8, nonce.ToArray()));
    }

    public override int TagSize { get; }

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
        {
            _cipher.ProcessAadBytes(data);
        }
    }

    public override int MaxOutput(int inputLength) => inputLength + (2 * BlockSize);

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output) => _cipher.ProcessBytes(input, output);

    public override bool TryFinish(ReadOnlySpan<byte> tag, Span<byte> output, out int written)
    {
        written = 0;

        // CMS-AE-05: the mac field's length equals ICVlen; a truncated tag is not a tag.
        if (tag.Length != TagSize)
        {
            return false;
        }

        try
        {
            int length = _cipher.ProcessBytes(tag, output);
            written = length + _cipher.DoFinal(output[length..]);
            return true;
        }
        catch (InvalidCipherTextException)
        {
            return false;
        }
    }

    /// <summary>Nothing to release: Bouncy Castle has no way to wipe its key schedule, which goes with the garbage.</summary>
    public override void Dispose()
    {
    }
}
