#ifndef BASE_RELEASE_H
#define BASE_RELEASE_H

/* The release, as --version, packets and rulings name it. */
#define PROVISO_VERSION "0.1.0"

#endif /* BASE_RELEASE_H */
