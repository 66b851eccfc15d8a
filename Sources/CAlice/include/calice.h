#ifndef CALICE_H
#define CALICE_H
#endif
